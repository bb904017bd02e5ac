import type { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { SaleOrderOutcome } from './door.ts';
import { remainingOf } from './gate-keeper.ts';
import type { KnownSale } from './recent-sales.ts';
import { stateOf } from './sale-view.ts';

// What people are told who get nothing.

type Claimed = Reply<typeof sale.claimUnits>;

/** When to ask again, where nothing says when it would help. */
export const RETRY_AFTER_MS = 1_000;
/** Nobody is sent away for longer: what is estimated of a queue that stands still is soon another matter. */
export const LATEST_RETRY_AFTER_MS = 60_000;

/** Refusals that are remembered under the order's key; whoever hears another asks again. */
export function isFinal({ kind }: SaleOrderOutcome): boolean {
  return kind === 'sold_out' || kind === 'limit_reached' || kind === 'over' || kind === 'turn_lost';
}

/** By the sale as of a moment ago; undefined where it sells. */
export function refusedByState(known: KnownSale, nowMs: number): SaleOrderOutcome | undefined {
  switch (stateOf(known, nowMs)) {
    case 'scheduled':
      return { kind: 'too_early', startsAtMs: present(known.terms, 'terms').startsAtMs };
    case 'paused':
    case 'draining':
      return { kind: 'paused' };
    case 'closed':
      return { kind: 'over' };
    case 'open':
      return remainingOf(known) > 0 ? undefined : { kind: 'sold_out' };
  }
}

/** As the ledger says it. */
export function refusalOf(claimed: Exclude<Claimed, { kind: 'claimed' | 'stale' }>): SaleOrderOutcome {
  switch (claimed.kind) {
    case 'soldOut':
      return { kind: 'sold_out' };
    case 'limitReached':
      return { kind: 'limit_reached', limit: claimed.limit };
    case 'returned':
      return { kind: 'returned' };
    case 'unknown':
      return { kind: 'unknown_sale' };
    case 'noPlace':
      return { kind: 'ticket_required' };
    case 'notAdmitted':
      return { kind: 'not_admitted', retryAfterMs: RETRY_AFTER_MS };
    case 'turnLost':
      return { kind: 'turn_lost' };
    case 'placeUsed':
      return { kind: 'ticket_used', orderId: claimed.orderId };
    case 'notOpen':
      if (claimed.state === 'scheduled') return { kind: 'too_early', startsAtMs: claimed.startsAtMs };
      return claimed.state === 'closed' ? { kind: 'over' } : { kind: 'paused' };
  }
}
