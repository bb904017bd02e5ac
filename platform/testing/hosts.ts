import { expect } from 'vitest';
import type { Doors } from '../rpc/doors.ts';
import { SagaEngine } from '../saga/saga-engine.ts';
import type { SagaEngineOptions } from '../saga/saga-engine-options.ts';
import { entriesIn } from '../saga/saga-rows.ts';
import { sagaLog, sagas } from '../saga/tables.ts';
import type { MemoryStore } from '../store/memory-store.ts';
import type { Store, Transaction } from '../store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { trip, WHOLE_TRIP, type World } from './trip-saga.ts';

// Hosts that run trips on one store, each with a clock of its own: a host whose clock stands still is stalled, one that
// has crashed answers nobody and hears nothing any more.

export const LEASE_MS = 5_000;

/** What a host is lost at: the number of one of its transactions, and whether that one was still committed. */
export interface Crash {
  readonly at: number;
  readonly committed: boolean;
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

class MortalStore implements Store {
  readonly #inner: Store;
  readonly #crash: Crash | undefined;
  #count = 0;
  isDead = false;

  constructor(inner: Store, crash: Crash | undefined) {
    this.#inner = inner;
    this.#crash = crash;
  }

  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#count += 1;
    const isLast = this.#count === this.#crash?.at;
    if (isLast && !this.#crash?.committed) this.isDead = true;
    if (this.isDead) return never();
    const result = await this.#inner.transact(work);
    if (isLast) this.isDead = true;
    return this.isDead ? never() : result;
  }
}

export interface Host {
  readonly engine: SagaEngine;
  readonly clock: FakeClock;
  readonly errors: string[];
  readonly hasCrashed: () => boolean;
}

/** A host that has not been started yet. */
export function hostOf(
  store: Store,
  world: Doors,
  options: Partial<SagaEngineOptions> & { readonly crash?: Crash; readonly startMs?: number } = {},
): Host {
  const { crash, startMs, ...engineOptions } = options;
  const mortal = new MortalStore(store, crash);
  const clock = new FakeClock(startMs);
  const errors: string[] = [];
  const doors = {
    call: async <Request, Reply>(...call: Parameters<typeof world.call<Request, Reply>>): Promise<Reply> => {
      const reply = await world.call(...call);
      return mortal.isDead ? never() : reply;
    },
  };
  const engine = new SagaEngine({
    store: mortal,
    doors,
    clock,
    newId: newOwner,
    random: () => 0.5,
    definitions: [trip],
    leaseMs: LEASE_MS,
    report: (message, error) => errors.push(`${message}: ${error.message}`),
    ...engineOptions,
  });
  return { engine, clock, errors, hasCrashed: () => mortal.isDead };
}

let owners = 0;
function newOwner(): string {
  owners += 1;
  return `owner-${owners}`;
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves a clock in steps and lets happen what falls due. */
export async function pass(clock: FakeClock, ms: number, stepMs = 50): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(Math.min(stepMs, ms - passed));
    for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  await settle();
}

export function tripId(number = 1): string {
  return `00000000-0000-7000-8000-${number.toString().padStart(12, '0')}`;
}

export function newTrip(number = 1) {
  const sagaId = tripId(number);
  return {
    sagaId,
    definition: trip.name,
    subjectId: `subject ${number}`,
    data: { tripId: sagaId },
    traceId: `trace ${number}`,
  };
}

/** The log of one saga in a memory store, checked to have no gaps and a trace id in each entry. */
export function logOf(store: MemoryStore, number = 1): string[] {
  const rows = store.rows(sagaLog).filter(({ row }) => row.sagaId === tripId(number));
  const entries = rows.flatMap(({ row }) => entriesIn(row));
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
  for (const { traceId } of entries) expect(traceId).toBe(`trace ${number}`);
  return entries.map(({ event, step }) => `${event} ${step}`.trim());
}

export function statusOf(store: MemoryStore, number = 1): string | undefined {
  return store.rows(sagas).find(({ row }) => row.sagaId === tripId(number))?.row.status;
}

/** What a trip must have done in the world by its end: everything once, or what it did and then undid, backwards. */
export function expectNothingLeftOver(world: World, status: string | undefined, number = 1): void {
  const effects = world.effectsOf(tripId(number));
  if (status === 'completed') {
    expect(effects).toEqual([...WHOLE_TRIP]);
    return;
  }
  const undos = effects.filter((effect) => effect.startsWith('cancel'));
  const booked = effects.filter((effect) => effect.startsWith('book'));
  expect(undos.map((undo) => undo.replace('cancel', 'book'))).toEqual(expect.arrayContaining(booked));
  expect(undos.toSorted()).toEqual(undos);
  expect(effects).not.toContain('charge');
}
