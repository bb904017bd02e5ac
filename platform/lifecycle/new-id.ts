import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { NewId } from '../kernel/ids.ts';

// UUIDs version 7 (RFC 9562, method 1 of section 6.2: a counter within the millisecond). Random bytes are drawn for
// many ids at once, because a system call for each id is dearer than the id.

const BYTES_PER_ID = 16;
const pool = new Uint8Array(256 * BYTES_PER_ID);
let next = pool.length;
let lastMs = 0;
let counter = 0;

/** A new id; every later one of this process sorts behind it. */
export const newId: NewId = () => {
  const random = drawBytes();
  // The clock may be set back: ids go on from the latest time that was seen.
  const nowMs = Math.max(Date.now(), lastMs);
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // Half of the counter's range is left to count in.
    counter = new DataView(random.buffer).getUint32(0) >>> 1;
  } else {
    counter += 1;
  }
  return v7({ random, msecs: nowMs, seq: counter });
};

function drawBytes(): Uint8Array {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  next += BYTES_PER_ID;
  return pool.slice(next - BYTES_PER_ID, next);
}
