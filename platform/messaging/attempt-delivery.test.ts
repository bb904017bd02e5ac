import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptDelivery } from './attempt-delivery.ts';
import { ConsumerUnavailable, MessagesFailed } from './broker.ts';

interface Message {
  readonly id: number;
  readonly messageId: string;
  readonly orderingKey: string;
  readonly bad: boolean;
}

const histories = fc
  .array(fc.record({ orderingKey: fc.constantFrom('a', 'b', 'c', 'd'), bad: fc.boolean() }), { maxLength: 40 })
  .map((messages) => messages.map((message, id): Message => ({ id, messageId: String(id), ...message })));

async function attempt(messages: readonly Message[]) {
  const taken: Message[] = [];
  const attempted = await attemptDelivery(messages, async (part) => {
    if (part.some(({ bad }) => bad)) throw new Error('bad');
    taken.push(...part);
  });
  return { taken, ...attempted };
}

describe('attempting a delivery', () => {
  it('delivers of every key what comes before its first bad message, in order, and fails that one', () =>
    fc.assert(
      fc.asyncProperty(histories, async (messages) => {
        const { taken, delivered, failed } = await attempt(messages);
        for (const key of ['a', 'b', 'c', 'd']) {
          const own = messages.filter(({ orderingKey }) => orderingKey === key);
          const firstBad = own.findIndex(({ bad }) => bad);
          const good = firstBad === -1 ? own : own.slice(0, firstBad);
          expect(taken.filter(({ orderingKey }) => orderingKey === key)).toEqual(good);
          expect(failed.map(({ message }) => message).filter(({ orderingKey }) => orderingKey === key)).toEqual(
            firstBad === -1 ? [] : [own[firstBad]],
          );
        }
        expect(delivered).toEqual(taken);
      }),
    ));

  it('calls a handler that takes everything once', async () => {
    let calls = 0;
    const messages = Array.from({ length: 256 }, (_, id) => ({ id, messageId: String(id), orderingKey: String(id) }));
    await attemptDelivery(messages, async () => {
      calls += 1;
    });

    expect(calls).toBe(1);
  });

  it('finds one bad message among many with few calls', async () => {
    let calls = 0;
    const messages = Array.from({ length: 256 }, (_, id) => ({ id, messageId: String(id), orderingKey: String(id) }));
    const { failed } = await attemptDelivery(messages, async (part) => {
      calls += 1;
      if (part.some(({ id }) => id === 100)) throw new Error('bad');
    });

    expect(failed.map(({ message }) => message.id)).toEqual([100]);
    expect(calls).toBeLessThan(20);
  });

  it('blames no message when the handler cannot work, and asks it no more', async () => {
    let calls = 0;
    const messages = [1, 2, 3, 4].map((id) => ({ id, messageId: String(id), orderingKey: String(id) }));
    const { delivered, failed, unavailable } = await attemptDelivery(messages, async (part) => {
      calls += 1;
      if (part.length > 2) throw new Error('too many');
      if (part.some(({ id }) => id > 2)) throw new Error('no reply', { cause: new ConsumerUnavailable('away') });
    });

    expect(delivered.map(({ id }) => id)).toEqual([1, 2]);
    expect(failed).toEqual([]);
    expect(unavailable?.message).toBe('no reply');
    expect(calls).toBe(3);
  });

  it('believes a handler that says which failed, and asks it once', () =>
    fc.assert(
      fc.asyncProperty(histories, async (messages) => {
        const byHalves = await attempt(messages);
        let calls = 0;
        const told = await attemptDelivery(messages, async (part) => {
          calls += 1;
          const failures = part.filter(({ bad }) => bad).map(({ messageId }) => [messageId, new Error('bad')] as const);
          if (failures.length > 0) throw new MessagesFailed(new Map(failures));
        });
        expect(calls).toBeLessThanOrEqual(1);
        const ids = (some: readonly { readonly id: number }[]) => some.map(({ id }) => id).sort((a, b) => a - b);
        expect(ids(told.delivered)).toEqual(ids(byHalves.delivered));
        expect(ids(told.failed.map(({ message }) => message))).toEqual(
          ids(byHalves.failed.map(({ message }) => message)),
        );
      }),
    ));

  it('counts no message as tried of which the handler says that it could not work, and those behind it wait', async () => {
    const messages = ['a', 'b', 'b', 'c', 'd'].map((orderingKey, id) => ({ messageId: String(id), orderingKey }));
    const failures = new Map([
      ['1', new ConsumerUnavailable('away')],
      ['3', new Error('bad')],
    ]);
    const told = await attemptDelivery(messages, () => Promise.reject(new MessagesFailed(failures)));
    expect(told.delivered.map(({ messageId }) => messageId)).toEqual(['0', '4']);
    expect(told.failed.map(({ message }) => message.messageId)).toEqual(['3']);
    expect(told.unavailable).toEqual(new ConsumerUnavailable('away'));
  });
});
