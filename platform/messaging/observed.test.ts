import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Envelope } from './envelope.ts';
import { type HandlerCall, observed } from './observed.ts';
import { envelope, noted } from './testing/messages.ts';

const traced = (digit: string): Envelope => ({
  ...envelope('a', digit),
  traceparent: `00-${digit.repeat(32)}-${'1'.repeat(16)}-01`,
});

describe('an observed handler', () => {
  it('is told of once a call: how long it took, how many messages it had and which traces they belong to', async () => {
    const clock = new FakeClock();
    const calls: HandlerCall[] = [];
    const handle = observed(clock, (call) => calls.push(call))({ consumer: 'secretary', events: [noted] }, async () =>
      clock.advance(40),
    );
    await handle([traced('a'), traced('b'), traced('a'), envelope('a', 'untraced')]);

    expect(calls).toEqual([
      {
        consumer: 'secretary',
        messages: 4,
        traceIds: ['a'.repeat(32), 'b'.repeat(32)],
        durationMs: 40,
        error: undefined,
      },
    ]);
  });

  it('fails as its handler does, which is told as well', async () => {
    const calls: HandlerCall[] = [];
    const fault = new Error('no');
    const handle = observed(new FakeClock(), (call) => calls.push(call))(
      { consumer: 'secretary', events: [noted] },
      () => Promise.reject(fault),
    );

    await expect(handle([envelope('a', '1')])).rejects.toBe(fault);
    expect(calls).toMatchObject([{ consumer: 'secretary', error: fault }]);
  });

  it('names five traces of a large batch', async () => {
    const calls: HandlerCall[] = [];
    const handle = observed(new FakeClock(), (call) => calls.push(call))(
      { consumer: 'secretary', events: [noted] },
      async () => undefined,
    );
    await handle([...'123456789'].map(traced));

    expect(calls[0]?.traceIds).toHaveLength(5);
  });
});
