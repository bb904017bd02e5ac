import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { sale } from '../contract.ts';
import { remaining, stateAt } from '../domain/sale.ts';
import { buyers, claims, sales } from '../tables.ts';

// Where it is decided who has a unit. Whatever a gate promised, this counts: units, the customer's limit, time, epoch.
export const claimUnits = command(sale.claimUnits, {
  loads: ({ saleId, orderId, customerId }) => [sales.key(saleId), claims.key(orderId), buyers.key(saleId, customerId)],
  decide: (rows, { saleId, epoch, orderId, customerId, quantity }, { nowMs }) => {
    assert(quantity >= 1, `order ${orderId} claims ${quantity} units: claim 1 or more`);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    const before = rows.get(claims.key(orderId));
    if (before?.status === 'returned') return refuse('returned', { orderId });
    if (before !== undefined) return accept({ orderId, remaining: remaining(known) });

    const { terms } = known;
    if (epoch !== 0 && epoch !== known.epoch) return refuse('stale', { epoch: known.epoch });
    const state = stateAt(known, nowMs);
    if (state !== 'open') {
      return refuse('notOpen', { state, startsAtMs: terms.startsAtMs, endsAtMs: terms.endsAtMs });
    }
    const held = rows.get(buyers.key(saleId, customerId))?.units ?? 0;
    if (held + quantity > terms.perCustomerLimit) {
      return refuse('limitReached', { limit: terms.perCustomerLimit, held });
    }
    if (quantity > remaining(known)) return refuse('soldOut', { remaining: remaining(known) });
    const claimed = known.claimed + quantity;
    return accept(
      { orderId, remaining: terms.quantity - claimed },
      sales.put({ ...known, claimed }),
      claims.put({ orderId, saleId, customerId, quantity, status: 'claimed', claimedAt: nowMs }),
      buyers.put({ saleId, customerId, units: held + quantity }),
      event(sale.UnitsClaimed, orderId, { saleId, orderId, customerId, quantity }),
    );
  },
});
