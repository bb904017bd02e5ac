import { randomFillSync } from 'node:crypto';

// W3C Trace Context, level 1: the trace id of a valid `traceparent` is continued, anything else begins a new trace.

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_PARENT = '0'.repeat(16);

/** The trace id that a `traceparent` header continues; undefined when it is absent or not valid. */
export function traceIdOf(traceparent: string | string[] | undefined): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, parentId, rest] = TRACEPARENT.exec(traceparent) ?? [];
  // Version ff is forbidden; version 00 has exactly four fields, later ones may have more.
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  return traceId === NO_TRACE || parentId === NO_PARENT ? undefined : traceId;
}

const ID_BYTES = 16;
const POOL_BYTES = ID_BYTES * 256;

/** Makes random trace ids. Randomness is fetched for many at once: one call to the kernel each would show. */
export function randomTraceIds(): () => string {
  const pool = Buffer.alloc(POOL_BYTES);
  let offset = POOL_BYTES;
  return () => {
    if (offset === POOL_BYTES) {
      randomFillSync(pool);
      offset = 0;
    }
    const id = pool.toString('hex', offset, offset + ID_BYTES);
    offset += ID_BYTES;
    return id;
  };
}
