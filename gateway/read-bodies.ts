import { isUtf8 } from 'node:buffer';
import type { App } from './dependencies.ts';
import { Problem } from './problem.ts';

// JSON is the only media type, and no bytes are no body, whatever they claim to be. Bytes that are not UTF-8 would each
// become the same sign of replacement, and ids that differ in them one id: they are refused, as RFC 8259 has it.

export function readBodies(app: App): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(new Problem('malformed_json', 'The body is not UTF-8, the encoding of JSON.'));
    const text = bytes.toString('utf8');
    parse(request, text, (error, body) => done(error === null ? null : refusalOf(error, text), body));
  });
}

/** The parser says the same of what is no JSON and of fields that would reach behind an object. */
function refusalOf(error: Error, text: string): Error {
  try {
    JSON.parse(text);
  } catch {
    return error;
  }
  const message = 'has a field __proto__, or a constructor with a prototype, which no request has';
  return new Problem('invalid_request', `The body ${message}.`, { errors: [{ path: '', message }] });
}
