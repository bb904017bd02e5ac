import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it, vi } from 'vitest';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import type { Call } from '../rpc/contract.ts';
import { LocalModule } from '../rpc/local-module.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { overtakenStore } from '../testing/overtaken-store.ts';
import { Deposited, till } from '../testing/till-contract.ts';
import { tillModule } from '../testing/till-module.ts';
import { orderingKeyOf, type RecordedEvent, toEnvelope, traceIdOf } from './envelope.ts';
import { inboxTable, processOnce, sweepInbox } from './inbox.ts';
import { outboxTable, recordEvents } from './outbox.ts';

const AT_MS = Date.UTC(2026, 0, 1);
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

function told(key: string, type = 'test.v1.Noted'): CommittedEvent {
  return {
    emit: { type, description: StringValueSchema },
    key,
    payload: { value: key },
    traceId: TRACE_ID,
    atMs: AT_MS,
  };
}

function numbered(): () => string {
  let last = 0;
  return () => `00000000-0000-7000-8000-${String(++last).padStart(12, '0')}`;
}

describe('recording events', () => {
  it('costs one row for a batch and keeps the order', async () => {
    const store = new MemoryStore();
    const record = recordEvents(numbered());
    await store.transact(async (transaction) => record(transaction, [told('b'), told('a')]));
    const [stored, ...others] = store.rows(outboxTable);
    const events = JSON.parse(stored?.row.events ?? '[]') as RecordedEvent[];

    expect(others).toEqual([]);
    expect(events.map(({ key }) => key)).toEqual(['b', 'a']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it('leaves out types that nobody subscribes to, and the row when nothing is left', async () => {
    const store = new MemoryStore();
    const record = recordEvents(numbered(), { types: new Set(['test.v1.Noted']) });
    await store.transact(async (transaction) => record(transaction, [told('a', 'test.v1.Ignored')]));
    expect(store.rows(outboxTable)).toEqual([]);
    await store.transact(async (transaction) => record(transaction, [told('a', 'test.v1.Ignored'), told('b')]));

    expect(store.rows(outboxTable)[0]?.row.events).not.toContain('Ignored');
  });

  it('wakes the relay after a commit with events, and after no other', async () => {
    let wakes = 0;
    const memory = new MemoryStore();
    let refused: Error | undefined;
    const store: Store = {
      transact: (work) =>
        memory.transact(async (transaction) => {
          const result = await work(transaction);
          expect(wakes).toBe(0);
          if (refused !== undefined) throw refused;
          return result;
        }),
    };
    const run = (types: readonly string[], ...calls: readonly Call[]) => {
      const local = new LocalModule(tillModule, {
        store,
        clock: new FakeClock(),
        reader: { query: () => Promise.reject(new Error('a till has no such queries')) },
        record: recordEvents(numbered(), { types: new Set(types) }),
        recorded: () => {
          wakes += 1;
        },
      });
      return Promise.allSettled(calls.map(({ method, request }) => local.call(method, request)));
    };
    const point = till.point({ pointer: 'p', account: 'a' });
    const deposit = till.deposit({ pointer: 'p', amount: 1 });
    await run([Deposited.type], point, till.deposit({ pointer: 'nowhere', amount: 1 }));
    await run([], deposit);
    refused = new Error('no');
    await run([Deposited.type], deposit);
    refused = undefined;
    expect(wakes).toBe(0);
    await run([Deposited.type], deposit);

    expect(wakes).toBe(1);
    expect(memory.rows(outboxTable)).toHaveLength(1);
  });
});

describe('an envelope', () => {
  const event: RecordedEvent = {
    id: '019a0b1c-0000-7000-8abc-0123456789ab',
    type: 'test.v1.Noted',
    key: 'k',
    payload: { value: 'v' },
    traceId: TRACE_ID,
    atMs: AT_MS,
  };

  it('has the attributes of CloudEvents 1.0 and continues the trace', () => {
    const envelope = toEnvelope('test.v1', event);

    expect(envelope).toEqual({
      specversion: '1.0',
      id: event.id,
      source: 'test.v1',
      type: 'test.v1.Noted',
      subject: 'k',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      traceparent: `00-${TRACE_ID}-8abc0123456789ab-01`,
      data: { value: 'v' },
    });
    expect(traceIdOf(envelope)).toBe(TRACE_ID);
  });

  it('has no trace where the work had none, and orders by source and subject', () => {
    const envelope = toEnvelope('test.v1', { ...event, traceId: undefined });

    expect(envelope).not.toHaveProperty('traceparent');
    expect(orderingKeyOf(envelope)).not.toBe(orderingKeyOf({ ...envelope, source: 'other.v1' }));
    expect(orderingKeyOf(envelope)).toBe(orderingKeyOf({ ...envelope, source: 'test.v2' }));
  });
});

describe('an inbox', () => {
  const message = (id: number) =>
    toEnvelope('test.v1', {
      id: `00000000-0000-7000-8000-00000000000${id}`,
      type: 'test.v1.Noted',
      key: 'k',
      payload: id,
      atMs: AT_MS,
    });

  it('lets each message have its effect once per consumer, also within one delivery', async () => {
    const store = new MemoryStore();
    const clock = new FakeClock();
    const effects: unknown[] = [];
    const take = (consumer: string, ...ids: number[]) =>
      processOnce({ store, consumer, clock }, ids.map(message), async (_transaction, fresh) => {
        effects.push(fresh.map(({ data }) => data));
      });
    await take('one', 1, 2, 1);
    await take('one', 2, 3);
    await take('one', 3, 1);
    await take('two', 1);

    expect(effects).toEqual([[1, 2], [3], [1]]);
  });

  it('keeps no mark of an effect that failed', async () => {
    const store = new MemoryStore();
    const inbox = { store, consumer: 'one', clock: new FakeClock() };
    const failing = processOnce(inbox, [message(1)], () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');

    expect(store.rows(inboxTable)).toEqual([]);
  });

  it('gives one of two processes the effect', async () => {
    const store = new MemoryStore();
    const inbox = { store, consumer: 'one', clock: new FakeClock() };
    let effects = 0;
    const take = () =>
      processOnce(inbox, [message(1)], async () => {
        effects += 1;
      });
    await Promise.all([take(), take()]);

    expect(effects).toBe(1);
  });

  it('answers nothing of an effect that was not committed, because another process had its own first', async () => {
    const store = new MemoryStore();
    const clock = new FakeClock();
    const take = (by: string, from: Store) =>
      processOnce({ store: from, consumer: 'one', clock }, [message(1)], async () => by);
    const rival = vi.fn(() => take('the rival', store));
    expect(await take('the first', overtakenStore(store, rival))).toBeUndefined();
    expect(await rival.mock.results[0]?.value).toBe('the rival');
  });

  it('forgets old marks', async () => {
    const store = new MemoryStore();
    const clock = new FakeClock();
    const take = (id: number) => processOnce({ store, consumer: 'one', clock }, [message(id)], async () => undefined);
    await take(1);
    clock.advance(1_000);
    await take(2);

    expect(await sweepInbox(store, clock.nowMs(), 1_000)).toBe(1);
    expect(store.rows(inboxTable).map(({ row }) => row.messageId)).toEqual([message(2).id]);
  });
});
