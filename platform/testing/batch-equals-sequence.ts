import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import fc from 'fast-check';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import { present } from '../kernel/assert.ts';
import type { Method } from '../rpc/contract.ts';
import { LocalModule } from '../rpc/local-module.ts';
import type { Module } from '../rpc/module.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store, Stored } from '../store/store.ts';
import type { Table } from '../store/table.ts';
import { FakeClock } from './fake-clock.ts';

// The property that the whole design rests on: a batch equals its commands one by one. Requests are made from the
// contract's own message types, with few distinct values, so that commands meet on the same rows. It holds for every
// command of a module without anybody writing a generator.

export interface CommandHistory {
  readonly method: Method;
  readonly request: unknown;
}

/** Hints by field name where arbitrary values would only ever be refused: `{ currency: ['GBP'] }`. */
export type FieldValues = Readonly<Record<string, readonly unknown[]>>;

/** Random histories of a module's commands: of every length alike, for what matters begins late. */
export function histories(module: Module, values: FieldValues = {}): fc.Arbitrary<CommandHistory[]> {
  const commands = module.commands.map(({ method }) =>
    requestOf(method.input, values).map((request) => ({ method, request })),
  );
  return fc.noBias(fc.array(fc.oneof(...commands), { minLength: 1, maxLength: 48, size: 'max' }));
}

export interface Observed {
  readonly replies: readonly unknown[];
  readonly rows: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
}

/** Where a history is played: an empty store, and every row that it leaves there, in key order. */
export interface Place {
  readonly store: Store;
  rows(table: Table): Promise<readonly Stored[]>;
}

/** A fresh store in memory. */
export function inMemoryPlace(): Place {
  const store = new MemoryStore();
  return { store, rows: async (table) => store.rows(table) };
}

/**
 * Runs a history, `batchSize` commands at a time, and tells everything that can be seen. Every other command of a batch
 * claims to be sent for the first time, most of them wrongly: a hint changes nothing.
 */
export async function observe(
  module: Module,
  history: readonly CommandHistory[],
  batchSize: number,
  place: Place = inMemoryPlace(),
): Promise<Observed> {
  const events: CommittedEvent[] = [];
  // A transaction that fails at its commit has told of nothing.
  let recorded: readonly CommittedEvent[] = [];
  const local = new LocalModule(module, {
    store: place.store,
    clock: new FakeClock(),
    reader: { query: () => Promise.reject(new Error('a history has commands only')) },
    record: (_transaction, batch) => {
      recorded = batch;
      return true;
    },
    recorded: () => events.push(...recorded),
  });
  const replies: unknown[] = [];
  for (let start = 0; start < history.length; start += batchSize) {
    const batch = history.slice(start, start + batchSize);
    const answers = await Promise.allSettled(
      batch.map(({ method, request }, index) =>
        local.call(method, request, { isFirst: batchSize > 1 && index % 2 === 0 }),
      ),
    );
    replies.push(...answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason))));
  }
  const rows: Record<string, unknown> = {};
  for (const table of module.tables) rows[table.name] = await place.rows(table);
  return { replies, rows, events: events.map(({ emit, key, payload }) => ({ type: emit.type, key, payload })) };
}

function requestOf(message: DescMessage, values: FieldValues): fc.Arbitrary<Record<string, unknown>> {
  const fields = message.fields.map((field) => [field.localName, fieldOf(field, values)] as const);
  return fc.record(Object.fromEntries(fields));
}

function fieldOf(field: DescField, values: FieldValues): fc.Arbitrary<unknown> {
  const item = itemOf(field, values);
  return field.fieldKind === 'list' ? fc.array(item, { minLength: 1, maxLength: 3 }) : item;
}

function itemOf(field: DescField, values: FieldValues): fc.Arbitrary<unknown> {
  const hint = values[field.localName];
  if (hint !== undefined) return fc.constantFrom(...hint);
  if (field.message !== undefined) return requestOf(field.message, values);
  switch (present(field.scalar, `scalar type of ${field.name}`)) {
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.STRING:
      return fc.constantFrom(...IDS);
    default:
      return fc.integer({ min: 0, max: 6 });
  }
}

/** UUIDs, because key columns may be of that type: the same histories run on PostgreSQL. */
const IDS = [1, 2, 3].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`);
