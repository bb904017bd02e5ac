// The gate of a sale: answers from memory, or from Redis, whether it is worth asking the database for units. PostgreSQL is
// the truth: whatever the gate says, the queue's decider counts again, so a gate that is wrong costs time, never a unit.
// Guarantees of every adapter: decisions of one sale are taken in order of arrival; never more units are out than were
// opened; each order takes once and gives back once, however often it is asked; a request of an older epoch takes nothing.
// Does not guarantee that anything survives: after a loss the sale is opened again, under the next epoch, from the ledger.

export interface GateOpening {
  readonly saleId: string;
  /** Grows with every opening. What was decided under an older one counts no more. */
  readonly epoch: number;
  /** Units that nobody has. */
  readonly remaining: number;
  /** Units that one customer may have in the whole sale. */
  readonly perCustomerLimit: number;
  /** The orders that have units: they count against their customers' limits, and give back when they end. */
  readonly orders: readonly Deduction[];
}

export interface GateRequest {
  readonly saleId: string;
  readonly epoch: number;
  readonly orderId: string;
  readonly customerId: string;
  readonly quantity: number;
}

/** `not_found`: the gate knows nothing of the sale. `stale`: it was opened again since the request's epoch. */
export type GateVerdict = 'taken' | 'insufficient' | 'limit_reached' | 'not_found' | 'stale';

/** Units that an order took. */
export interface Deduction {
  readonly orderId: string;
  readonly customerId: string;
  readonly quantity: number;
}

export type Unsettled = Pick<Deduction, 'orderId' | 'quantity'>;

export interface Gate {
  /** Replaces what the gate knows of the sale, unless it knows a later epoch. Answers whether it did. */
  open(opening: GateOpening): Promise<boolean>;
  /** Answers the requests in their order. @throws GateUnavailable when nobody knows what was taken. */
  take(requests: readonly GateRequest[]): Promise<readonly GateVerdict[]>;
  /** The ledger has these orders: their units are no orphans. */
  settle(saleId: string, orderIds: readonly string[]): Promise<void>;
  /** Gives the units of these orders back, each at most once. Answers how many units came back. */
  giveBack(saleId: string, orderIds: readonly string[]): Promise<number>;
  /** Orders that took units at least `ageMs` ago and were not settled since, oldest first. */
  unsettled(saleId: string, ageMs: number, limit: number): Promise<readonly Unsettled[]>;
  /** What the gate would still promise; undefined when it does not know the sale. */
  remaining(saleId: string): Promise<{ readonly epoch: number; readonly remaining: number } | undefined>;
  /** Forgets the sale. A gate that could not be told so forgets it by itself, some time after it was last looked at. */
  close(saleId: string): Promise<void>;
}

/** The gate gave no answer. Units may have been taken: the reconciler gives back what the ledger does not know. */
export class GateUnavailable extends Error {
  override readonly name = 'GateUnavailable';
}
