import { configureTextEncoding, getTextEncoding } from '@bufbuild/protobuf/wire';

// A text that begins with a byte order mark (U+FEFF) is a text like any other: a key that loses its first character names
// another row. The decoder that the protobuf runtime brings drops it.

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Has every protobuf message of this process keep its texts as they are. */
export function keepByteOrderMarks(): void {
  configureTextEncoding({
    ...getTextEncoding(),
    decodeUtf8: (bytes, isStrict) => (isStrict ? strict : lenient).decode(bytes),
  });
}
