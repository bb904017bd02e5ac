import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from './api.ts';
import { AttemptKey } from './attempt-key.ts';

function refusal(status: number, code: string): Refused {
  return new Refused({ type: '', title: '', status, detail: '', instance: '', code, trace_id: '' }, undefined);
}

/** The keys under which the same is asked for twice, where the first try ended so. */
async function keysAfter(error: Error | undefined, asked: readonly [string, string] = ['x', 'x']): Promise<string[]> {
  const keys: string[] = [];
  const attempt = new AttemptKey();
  for (const each of asked) {
    const act = async (key: string): Promise<void> => {
      keys.push(key);
      if (error !== undefined) throw error;
    };
    await attempt.during(each, act).catch(() => undefined);
  }
  return keys;
}

describe('the key of what is asked for', () => {
  it.each([
    ['nobody has answered', new Unreachable('away')],
    ['the shop had no time', refusal(503, 'overloaded')],
    ['one asked too often', refusal(429, 'rate_limited')],
    ['the first call still runs', refusal(409, 'idempotency_key_in_use')],
  ])('is the same again when %s', async (_case, error) => {
    const [first, second] = await keysAfter(error);
    expect(second).toBe(first);
  });

  it.each([
    ['it was refused', refusal(409, 'below_reserved')],
    ['the key stands for something else', refusal(422, 'idempotency_key_reused')],
    ['it was done', undefined],
  ])('is another one when %s', async (_case, error) => {
    const [first, second] = await keysAfter(error);
    expect(second).not.toBe(first);
  });

  it('is another one for something else', async () => {
    const [first, second] = await keysAfter(new Unreachable('away'), ['2 units', '3 units']);
    expect(second).not.toBe(first);
  });
});
