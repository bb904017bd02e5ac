import type { Rows } from '../batching/command.ts';
import { assert } from '../kernel/assert.ts';
import { readPayload } from '../messaging/payload.ts';
import type { EventType, Payload } from '../rpc/contract.ts';
import type { Change, Key, Table } from '../store/table.ts';
import type { LoggedEvent } from './event-log.ts';

// A projection folds events into rows. It is written as a command is: which rows an event touches, and what becomes of
// them. No I/O, no clock, no randomness; so any split of the events into batches leaves the same rows. Events of one
// key of one module come in their order; events of two modules come in any order, and a fold has to bear that.

/** What is known of an event beside its payload. */
export interface Told {
  readonly key: string;
  /** When it was decided, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** How one type of event is folded; `when` checks the types before they are erased here. */
export interface Folding {
  readonly event: EventType;
  touches(payload: unknown, told: Told): readonly Key[];
  apply(rows: Rows, payload: unknown, told: Told): readonly Change[];
}

export interface Projection {
  /** Unique and lasting: positions are kept under this name. */
  readonly name: string;
  /** Of the fold. A host with another number than the rows were built with builds them anew, beside them. */
  readonly version: number;
  /** As the fold sees them. In the store each has a column `generation` in front of its key. */
  readonly tables: readonly Table[];
  /** By wire name of the event. */
  readonly foldings: ReadonlyMap<string, Folding>;
  /** Packages of the contracts whose events it folds. */
  readonly sources: readonly string[];
}

export function projection(
  name: string,
  shape: { readonly version: number; readonly tables: readonly Table[]; readonly folds: readonly Folding[] },
): Projection {
  const foldings = new Map(shape.folds.map((folding) => [folding.event.type, folding]));
  assert(foldings.size === shape.folds.length, `projection ${name} folds an event twice`);
  const sources = [...new Set([...foldings.keys()].map(sourceOf))];
  return { name, version: shape.version, tables: shape.tables, foldings, sources };
}

/** Folds one type of event. `touches` names the rows that `apply` may read or put. */
export function when<E extends EventType>(
  event: E,
  fold: {
    touches(payload: Payload<E>, told: Told): readonly Key[];
    apply(rows: Rows, payload: Payload<E>, told: Told): readonly Change[];
  },
): Folding {
  return {
    event,
    touches: (payload, told) => fold.touches(payload as Payload<E>, told),
    apply: (rows, payload, told) => fold.apply(rows, payload as Payload<E>, told),
  };
}

/** An event with its payload as the published schema has it, and how it is folded. */
export interface Foldable {
  readonly folding: Folding;
  readonly payload: unknown;
  readonly told: Told;
}

/**
 * Those of the events that the projection folds.
 * @throws InvalidPayload when one of them does not fit its schema.
 */
export function foldable({ foldings }: Projection, events: readonly LoggedEvent[]): Foldable[] {
  const folded: Foldable[] = [];
  for (const { type, key, atMs, payload } of events) {
    const folding = foldings.get(type);
    if (folding === undefined) continue;
    folded.push({ folding, payload: readPayload(folding.event.description, payload), told: { key, atMs } });
  }
  return folded;
}

/** "ordering.v1.OrderPlaced" is told by "ordering.v1". */
function sourceOf(type: string): string {
  return type.slice(0, type.lastIndexOf('.'));
}
