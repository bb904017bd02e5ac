import { present } from '../../platform/kernel/assert.ts';
import type { SaleView } from './door.ts';
import { remainingOf } from './gate-keeper.ts';
import type { KnownSale } from './recent-sales.ts';

// A sale as people see it. The clock counts, whether or not the ledger has been told that a sale began or ended.

export type CurrentState = 'scheduled' | 'open' | 'paused' | 'draining' | 'closed';

export function stateOf({ state, terms, saleId }: KnownSale, nowMs: number): CurrentState {
  const { startsAtMs, endsAtMs } = present(terms, `terms of sale ${saleId}`);
  if (state === 'closed' || state === 'closing' || nowMs >= endsAtMs) return 'closed';
  if (state === 'scheduled') return nowMs >= startsAtMs ? 'open' : 'scheduled';
  return state as 'open' | 'paused' | 'draining';
}

export function viewOf(known: KnownSale, nowMs: number): SaleView {
  const { saleId, version } = known;
  const state = stateOf(known, nowMs);
  const remaining = remainingOf(known);
  const shown = state === 'open' && remaining === 0 ? 'sold_out' : state;
  return {
    saleId,
    terms: present(known.terms, `terms of sale ${saleId}`),
    state: shown === 'draining' ? 'paused' : shown,
    draining: state === 'draining',
    remaining,
    version,
  };
}
