import type { Entry, Tail } from './store.ts';

// PostgreSQL numbers rows when they are written, not when they are committed: while a slower transaction holds number 6,
// number 7 may be there to be read, and a reader that goes on from 7 never sees 6. So a reader stops before a missing
// number until it is sure that nobody holds it. It is sure once every transaction that had begun when the gap was seen
// has ended and the number is missing still: then its transaction failed. Relies on `append` (table-sql.ts), which takes
// the transaction's own number before the row's: whoever holds a missing number is among those that had begun.
//
// Ordering by transaction number would need no gaps, but two transactions that queue on a row can have got theirs in
// the other order; positions are taken while the row's lock is held.

interface Snapshot {
  /** Every transaction below has ended. */
  readonly xmin: bigint;
  /** No transaction from here on had begun. */
  readonly xmax: bigint;
}

/** Gaps that are remembered at once; of more, the one seen first is forgotten and waited for anew. */
const MOST_GAPS = 100;

/** What the readers of one log remember between their reads. */
export class LogGaps {
  /** By the position before the gap: the first transaction that had not begun when it was first seen. */
  readonly #open = new Map<number, bigint>();

  /** Cuts off what is behind a gap that may still be filled. All entries come from the one snapshot. */
  withoutPassingBy<Row>(seen: readonly Entry<Row>[], after: number, snapshot: Snapshot): Tail<Row> {
    let upTo = after;
    for (const [index, { position }] of seen.entries()) {
      if (position !== upTo + 1 && !this.#isDead(upTo, snapshot)) {
        return { entries: seen.slice(0, index), upTo, waits: true };
      }
      upTo = position;
    }
    return { entries: seen, upTo, waits: false };
  }

  #isDead(after: number, { xmin, xmax }: Snapshot): boolean {
    const firstAfter = this.#open.get(after) ?? xmax;
    if (xmin >= firstAfter) {
      this.#open.delete(after);
      return true;
    }
    this.#open.set(after, firstAfter);
    for (const oldest of this.#open.keys()) if (this.#open.size > MOST_GAPS) this.#open.delete(oldest);
    return false;
  }
}
