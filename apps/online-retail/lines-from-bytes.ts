import { decodeText } from './decode-text.ts';
import { linesFromText, type ReadFile } from './lines-from-text.ts';
import type { BrokenFile } from './retail-line.ts';

const NO_TEXT: BrokenFile = {
  kind: 'broken',
  line: null,
  message: 'The file is no CSV: it has bytes in it that no text has. Of a spreadsheet, save the sheet as CSV first.',
};

/** Reads a file as it is on the disk. What is no text, such as a spreadsheet or a picture, is not guessed at. */
export function linesFromBytes(bytes: Uint8Array): ReadFile | BrokenFile {
  return bytes.includes(0) ? NO_TEXT : linesFromText(decodeText(bytes));
}
