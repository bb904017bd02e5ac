import { assert } from '../../platform/kernel/assert.ts';
import { isUuid } from '../../platform/kernel/ids.ts';

/** The UUID just before another one: a page of one item that starts after it holds that item alone. */
export function idBefore(id: string): string {
  assert(isUuid(id), `${id} is not a UUID in its canonical form`);
  const number = BigInt(`0x${id.replaceAll('-', '')}`);
  if (number === 0n) return '';
  const digits = (number - 1n).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
