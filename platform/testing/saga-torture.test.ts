import { describe, expect, it } from 'vitest';
import type { Call } from '../rpc/contract.ts';
import type { Doors } from '../rpc/doors.ts';
import { type SagaDefinition, saga, thenGiveUp, untilAnswered } from '../saga/definition.ts';
import { entriesIn } from '../saga/saga-rows.ts';
import { sagaLog, sagas } from '../saga/tables.ts';
import type { Store, Transaction, Write } from '../store/store.ts';
import { newTrip } from './hosts.ts';
import { TORTURES } from './saga-torture.ts';
import type { TortureSubject, TortureWorld } from './saga-torture-rig.ts';
import { act, type Trip, trip } from './trip-saga.ts';

// The suite passes sound sagas, and notices each part that is broken on purpose.

const DAY_MS = 86_400_000;
const send =
  (name: string) =>
  ({ tripId }: Trip) =>
    act(name, tripId);

const stay = saga<Trip>('stay.v1', { deadlineMs: 3 * DAY_MS })
  .step('book hotel', { send: send('book hotel'), undo: send('cancel hotel'), retry: thenGiveUp })
  .wait('sleep on it', { untilMs: (_trip, completedAtMs) => completedAtMs('book hotel') + DAY_MS })
  .step('book car', { send: send('book car'), undo: send('cancel car'), retry: thenGiveUp })
  .pivot('charge', { send: send('charge'), retry: untilAnswered })
  .forward('thank', { send: send('thank'), retry: untilAnswered })
  .build();

const promised = saga<Trip>('promised-stay.v1')
  .pivot('book hotel', { send: send('book hotel'), retry: untilAnswered })
  .forward('book car', { send: send('book car'), retry: untilAnswered })
  .build();

/** Bookings and their cancellations, idempotent, with a tombstone where the cancellation comes first. */
class TravelAgency implements TortureWorld {
  readonly saga = newTrip();
  readonly #booked = new Set<string>();
  readonly #cancelled = new Set<string>();

  readonly doors: Doors = {
    call: async <Request, Reply>({ method }: Call<Request, Reply>): Promise<Reply> => {
      const [verb, what = ''] = method.path.split(' ');
      if (verb === 'cancel') {
        this.#cancelled.add(what);
        this.#booked.delete(what);
      } else if (verb === 'book') {
        if (this.#cancelled.has(what)) return { kind: 'cancelled' } as Reply;
        this.#booked.add(what);
      }
      return { kind: 'done' } as Reply;
    },
  };

  async wrongAfter(status: string): Promise<string[]> {
    const expected = status === 'completed' ? ['car', 'hotel'] : [];
    const booked = [...this.#booked].sort();
    return booked.join() === expected.join() ? [] : [`leaves booked: ${booked.join(', ')}`];
  }
}

function subject(definition: SagaDefinition<never>, broken: TortureSubject['broken'] = {}): TortureSubject {
  return { definition, variant: '', open: async () => new TravelAgency(), broken };
}

describe.each([trip, stay, promised])('$name under torture', (definition) => {
  it.each(Object.entries(TORTURES))('%s', async (_name, torture) => {
    expect(await torture(subject(definition))).toEqual([]);
  });
});

/** A store that changes what is written. */
function rewriting(inner: Store, change: (write: Write, transaction: Transaction) => Promise<Write>): Store {
  return {
    transact: (work) =>
      inner.transact(async (transaction) => {
        const queued: Write[] = [];
        const result = await work({ ...transaction, write: (writes) => queued.push(...writes) });
        const changed: Write[] = [];
        for (const write of queued) changed.push(await change(write, transaction));
        transaction.write(changed);
        return result;
      }),
  };
}

/** Undos in the order of their steps: each position undoes what the one across from it did. */
function firstInFirstOut(definition: SagaDefinition<never>): SagaDefinition<never> {
  const undos = definition.steps.flatMap(({ undo }) => undo ?? []);
  const steps = definition.steps.map((step) => (step.undo === undefined ? step : { ...step, undo: undos.pop() }));
  return { ...definition, steps };
}

/** No sequence number is taken: whoever comes second writes all the same. */
const withoutFence = (inner: Store): Store =>
  rewriting(inner, async (write, transaction) => {
    if (write.table === sagaLog && write.write === 'append') {
      const row = write.row as { sagaId: string };
      const log = await transaction.find(sagaLog, [{ column: 'sagaId', operator: '=', value: row.sagaId }], {
        limit: 999,
      });
      const entries = log.flatMap((stored) => entriesIn(stored.row));
      return { ...write, row: { ...row, sequence: entries.length + 1 } };
    }
    if (write.table !== sagas || write.write !== 'update') return write;
    const key = sagas.keyOf(write.row);
    const version = (await transaction.load(sagas, [key])).get(key.id)?.version ?? 0;
    return { ...write, expectedVersion: version, version: version + 1 };
  });

/** The time at which a sleeping saga is to be woken is nowhere. */
const forgettingTimers = (inner: Store): Store =>
  rewriting(inner, async (write) =>
    write.table === sagas && write.write === 'update'
      ? { ...write, row: { ...(write.row as object), wakeAt: null } }
      : write,
  );

/** An undo of what nobody has asked for is a success, and is forgotten. */
function withoutTombstones(
  inner: Doors,
  tagOf: (call: Call) => { step: string; direction: string } | undefined,
): Doors {
  const arrived = new Set<string>();
  return {
    call: async <Request, Reply>(call: Call<Request, Reply>): Promise<Reply> => {
      const tag = tagOf(call);
      if (tag?.direction === 'forward') arrived.add(tag.step);
      if (tag?.direction === 'backward' && !arrived.has(tag.step)) return { kind: 'done' } as Reply;
      return inner.call(call);
    },
  };
}

describe('the torture suite notices', () => {
  const planted: [string, SagaDefinition<never>, TortureSubject['broken'], string, string][] = [
    [
      'undos first in first out',
      trip,
      { definition: firstInFirstOut },
      'each step refused',
      'in the order of their steps',
    ],
    ['a log that fences nobody', trip, { store: withoutFence }, 'two workers at once', 'twice'],
    ['a forgotten timer', stay, { store: forgettingTimers }, 'nothing at all', 'never ends'],
    [
      'a promise that is dropped when it is refused',
      promised,
      { definition: (definition) => ({ ...definition, isPromised: false }) },
      'each step refused',
      'ends compensated, not parked',
    ],
    ['a missing tombstone', trip, { doors: withoutTombstones }, 'each step after its undo', 'leaves booked: hotel'],
  ];

  it.each(planted)('%s', async (_what, definition, broken, torture, said) => {
    const wrong = await TORTURES[torture]?.(subject(definition, broken));
    expect(wrong?.join('\n')).toContain(said);
  });
});
