import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import fc from 'fast-check';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import { present } from '../kernel/assert.ts';
import type { Method } from '../rpc/contract.ts';
import type { Module } from '../rpc/module.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from './fake-clock.ts';
import { inMemory } from './scenario.ts';

// The property that the whole design rests on: a batch equals its commands one by one. Requests are made from the
// contract's own message types, with few distinct values, so that commands meet on the same rows. It holds for every
// command of a module without anybody writing a generator.

export interface CommandHistory {
  readonly method: Method;
  readonly request: unknown;
}

/** Hints by field name where arbitrary values would only ever be refused: `{ currency: ['GBP'] }`. */
export type FieldValues = Readonly<Record<string, readonly unknown[]>>;

/** Random histories of a module's commands. */
export function histories(module: Module, values: FieldValues = {}): fc.Arbitrary<CommandHistory[]> {
  const commands = module.commands.map(({ method }) =>
    requestOf(method.input, values).map((request) => ({ method, request })),
  );
  return fc.array(fc.oneof(...commands), { minLength: 1, maxLength: 24 });
}

export interface Observed {
  readonly replies: readonly unknown[];
  readonly rows: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
}

/** Runs a history on a fresh memory store, `batchSize` commands at a time, and tells everything that can be seen. */
export async function observe(
  module: Module,
  history: readonly CommandHistory[],
  batchSize: number,
): Promise<Observed> {
  const store = new MemoryStore();
  const events: CommittedEvent[] = [];
  const local = inMemory(module, store, new FakeClock(), (committed) => events.push(...committed));
  const replies: unknown[] = [];
  for (let start = 0; start < history.length; start += batchSize) {
    const batch = history.slice(start, start + batchSize);
    const answers = await Promise.allSettled(batch.map(({ method, request }) => local.call(method, request)));
    replies.push(...answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason))));
  }
  const rows = Object.fromEntries(module.tables.map((table) => [table.name, store.rows(table)]));
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
