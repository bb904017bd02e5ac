import { type Column, instant, integer, json, table, text, uuid } from '../../platform/store/table.ts';
import type { Claim } from './domain/claim.ts';
import type { SaleState, SaleTerms } from './domain/sale.ts';

/** One row per sale. A batch of claims writes it once. */
export const sales = table('sales', {
  key: { saleId: uuid },
  columns: { terms: json<SaleTerms>(), state: text as Column<SaleState>, epoch: integer, claimed: integer },
});

/** One row per order that claimed units, kept after they were returned: nothing comes back twice. */
export const claims = table('claims', {
  key: { orderId: uuid },
  columns: {
    saleId: text,
    customerId: text,
    quantity: integer,
    status: text as Column<Claim['status']>,
    claimedAt: instant,
  },
});

/** Units of one customer over all of their orders in one sale. */
export const buyers = table('buyers', {
  key: { saleId: uuid, customerId: text },
  columns: { units: integer },
});
