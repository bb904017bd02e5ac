import { expect } from 'vitest';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import type { Call, EventType } from '../rpc/contract.ts';
import { LocalModule } from '../rpc/local-module.ts';
import type { Module } from '../rpc/module.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from './fake-clock.ts';

// given / when / then for one module on the memory store. `given` are calls that led to the state, `when` the call in
// question, `then` its reply; `and` looks at events and rows.

export interface Outcome<Reply> {
  readonly reply: Reply;
  /** Events of the last call, in order. */
  readonly events: readonly CommittedEvent[];
  readonly store: MemoryStore;
}

export interface When<Reply> {
  /** The reply has these fields with these values. */
  then(expected: Reply extends object ? Partial<Reply> : Reply): Promise<Outcome<Reply>>;
}

/** Starts a scenario of a module: `const given = scenarios(inventoryModule)`. */
export function scenarios(
  module: Module,
): (...calls: readonly Given[]) => { when<R>(call: Call<unknown, R>): When<R> } {
  return (...calls) => ({
    when: (call) => ({
      then: async (expected) => {
        const outcome = await play(module, calls, call);
        expect(outcome.reply).toMatchObject(expected as object);
        return outcome;
      },
    }),
  });
}

/** A call, or a number of milliseconds to wait. */
export type Given = Call | { readonly waitMs: number };

export function wait(waitMs: number): Given {
  return { waitMs };
}

async function play<R>(module: Module, calls: readonly Given[], last: Call<unknown, R>): Promise<Outcome<R>> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  let events: CommittedEvent[] = [];
  const local = inMemory(module, store, clock, (committed) => {
    events = [...events, ...committed];
  });
  for (const call of calls) {
    if ('waitMs' in call) clock.advance(call.waitMs);
    else await local.call(call.method, call.request);
  }
  events = [];
  const reply = (await local.call(last.method, last.request)) as R;
  return { reply, events, store };
}

/** The module on a memory store. SQL queries reject: they need a database. */
export function inMemory(
  module: Module,
  store: MemoryStore,
  clock: FakeClock,
  onCommit: (events: readonly CommittedEvent[]) => void = () => undefined,
): LocalModule {
  return new LocalModule(module, {
    store,
    clock,
    reader: { query: () => Promise.reject(new Error('the memory store answers no SQL')) },
    record: (_transaction, events) => {
      onCommit(events);
      return true;
    },
  });
}

/** The payloads of one type of event. */
export function payloadsOf<P>(events: readonly CommittedEvent[], type: EventType<P>): P[] {
  return events.filter(({ emit }) => emit.type === type.type).map(({ payload }) => payload as P);
}
