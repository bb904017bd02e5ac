import type { EventType, Method, Payload, Reply, Request } from '../rpc/contract.ts';
import type { Change, Key } from '../store/table.ts';

// A command is one pure decision. The platform loads every row that a batch touches, runs `decide` for each command in
// arrival order, and saves rows, events and replies in one transaction. `decide` has no I/O, no clock and no
// randomness, which is why a batch equals its commands run one by one.

/** The rows of the batch, as the decisions before this one left them. */
export interface Rows {
  /** The row, or undefined where there is none. The key must be among those that `loads` named. */
  get<Row>(key: Key<Row>): Row | undefined;
  /** How often the row has been put since it was inserted, this batch included; 0 where there is none. */
  version(key: Key): number;
}

export interface Facts {
  /** When the command was taken up, in milliseconds since the Unix epoch: the only time a decision knows. */
  readonly nowMs: number;
}

/** An event on its way into the outbox. */
export interface Emitted {
  readonly emit: EventType;
  /** Events of one key keep their order. */
  readonly key: string;
  readonly payload: unknown;
}

export type Effect = Change | Emitted;

export interface Decision<R> {
  readonly reply: R;
  readonly effects: readonly Effect[];
}

type AcceptedBody<R> = R extends { readonly kind: string } ? Omit<R, 'kind'> : R;
/** `accept` leaves the kind out: the contract knows which outcome is the acceptance. */
export interface Acceptance<Body> {
  readonly accepted: Body;
  readonly effects: readonly Effect[];
}

type Decided<R> = Acceptance<AcceptedBody<R>> | Decision<R>;

/** A command as the platform runs it; `command` checks the types against the contract before they are erased here. */
export interface Command {
  readonly method: Method;
  /** What it puts is there only if it, or its undo, was sent before: the first time it need not be looked for. */
  readonly creates: boolean;
  /** Rows that `decide` may read or put. */
  loads(request: unknown, rows: Rows): readonly Key[];
  decide(rows: Rows, request: unknown, facts: Facts): Decision<unknown>;
}

/**
 * Defines the command behind a contract's method. `Extra` is what the module's `prepare` adds to the request.
 * `loads` names the rows that `decide` may read or put. It is called once per table in the module's order of tables,
 * with the rows loaded so far, so that a key may depend on a row of an earlier table.
 */
export function command<M extends Method, Extra = unknown>(
  method: M,
  definition: {
    readonly creates?: boolean;
    loads(request: Request<M> & Extra, rows: Rows): readonly Key[];
    decide(rows: Rows, request: Request<M> & Extra, facts: Facts): Decided<Reply<M>>;
  },
): Command {
  return {
    method,
    creates: definition.creates ?? false,
    loads: (request, rows) => definition.loads(request as Request<M> & Extra, rows),
    decide(rows, request, facts) {
      const decided = definition.decide(rows, request as Request<M> & Extra, facts);
      if (!('accepted' in decided)) return decided;
      return { reply: { kind: method.accepted, ...(decided.accepted as object) }, effects: decided.effects };
    },
  };
}

/** Says yes, with what the reply tells and what changes. */
export function accept<Body>(body: Body, ...effects: readonly Effect[]): Acceptance<Body> {
  return { accepted: body, effects };
}

/** Says no. A refusal is a reply; it may still change something, such as leaving a tombstone. */
export function refuse<Kind extends string, Body extends object>(
  kind: Kind,
  body: Body,
  ...effects: readonly Effect[]
): Decision<{ readonly kind: Kind } & Body> {
  return { reply: { kind, ...body }, effects };
}

/** Tells of a change. Events with one key are delivered in the order of their decisions. */
export function event<E extends EventType>(type: E, key: string, payload: Payload<E>): Emitted {
  return { emit: type, key, payload };
}
