import { describe, expect, it } from 'vitest';
import { isUuid } from '../kernel/ids.ts';
import { newId } from './new-id.ts';

describe('new ids', () => {
  it('are UUIDs version 7 that sort in the order in which they were made', () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true);
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
  });

  it('carry the time at which they were made', () => {
    const beforeMs = Date.now();
    const stampMs = Number.parseInt(newId().replace('-', '').slice(0, 12), 16);
    expect(stampMs).toBeGreaterThanOrEqual(beforeMs);
    expect(stampMs).toBeLessThanOrEqual(Date.now());
  });
});
