import type { OrderFacts } from '../facts.ts';

/** How many of each have been looked at. */
export interface Counts {
  orders: number;
  holds: number;
  payments: number;
  redemptions: number;
}

/** An invariant that can be judged on everything known under one order id, without regard to other orders. */
export interface OrderInvariant {
  readonly name: string;
  /** The beginning of a sentence that says what was looked at. */
  checked(counts: Counts): string;
  /** What is wrong, completing a sentence that begins with the order's id; undefined when all is well. */
  wrong(facts: OrderFacts): string | undefined;
}
