import { accept, command, event, type Rows } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import type { Key } from '../../../platform/store/table.ts';
import { sale } from '../contract.ts';
import { tombstone } from '../domain/claim.ts';
import { withClaimed } from '../domain/sale.ts';
import { buyers, claims, sales } from '../tables.ts';

export const returnUnits = command(sale.returnUnits, {
  loads: ({ orderId }, rows) => [claims.key(orderId), ...saleAndBuyer(orderId, rows)],
  decide: (rows, { orderId }, { nowMs }) => {
    const claim = rows.get(claims.key(orderId));
    if (claim === undefined) return accept({ orderId, saleId: '' }, claims.put(tombstone(orderId, nowMs)));
    const { saleId, customerId, quantity } = claim;
    if (claim.status === 'returned') return accept({ orderId, saleId });

    const known = present(rows.get(sales.key(saleId)), `sale ${saleId}`);
    const buyer = present(rows.get(buyers.key(saleId, customerId)), `units of ${customerId} in sale ${saleId}`);
    return accept(
      { orderId, saleId },
      sales.put(withClaimed(known, known.claimed - quantity)),
      claims.put({ ...claim, status: 'returned', returnedAt: nowMs }),
      buyers.put({ ...buyer, units: buyer.units - quantity }),
      event(sale.UnitsReturned, orderId, { saleId, orderId, quantity }),
    );
  },
});

function saleAndBuyer(orderId: string, rows: Rows): Key[] {
  const claim = rows.get(claims.key(orderId));
  if (claim?.status !== 'claimed') return [];
  return [sales.key(claim.saleId), buyers.key(claim.saleId, claim.customerId)];
}
