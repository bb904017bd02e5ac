import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../platform/kernel/clock.ts';
import type { App } from './dependencies.ts';
import { Problem } from './problem.ts';

// JSON is the only media type, and no bytes are no body, whatever they claim to be. Bytes that are not UTF-8 would each
// become the same sign of replacement, and ids that differ in them one id: they are refused, as RFC 8259 has it.

/**
 * A body that is refused before it was read is heard out first, so far: who is still sending when their connection is reset
 * hears nothing.
 */
const HEARD_OUT_BYTES = 64 * 1024 * 1024;
const HEARD_OUT_MS = 5_000;
/** So much is under way in the buffers of a connection anyway. */
const SHORT_BYTES = 64 * 1024;

export function readBodies(app: App, clock: Pick<Clock, 'after'>): void {
  app.removeAllContentTypeParsers();
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      const detail = `A body in Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not read. Send it as it is.`;
      done(new Problem('unsupported_media_type', detail));
    } else done(null, payload);
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400 || request.raw.complete || !isLong(request)) done(null, payload);
    else hearOut(request.raw, clock, () => done(null, payload));
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(new Problem('malformed_json', 'The body is not UTF-8, the encoding of JSON.'));
    const text = bytes.toString('utf8');
    parse(request, text, (error, body) => done(error === null ? null : refusalOf(error, text), body));
  });
}

function isLong({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > SHORT_BYTES;
}

/** Takes what is still sent, and forgets it. */
function hearOut(raw: IncomingMessage, clock: Pick<Clock, 'after'>, done: () => void): void {
  let heard = 0;
  const end = (): void => {
    cancel();
    raw.off('data', count).off('end', end).off('close', end);
    done();
  };
  const count = (bytes: Buffer): void => {
    heard += bytes.length;
    if (heard > HEARD_OUT_BYTES) end();
  };
  const cancel = clock.after(HEARD_OUT_MS, end);
  raw.on('data', count).on('end', end).on('close', end);
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
