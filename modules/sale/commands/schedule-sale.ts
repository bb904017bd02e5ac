import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { sale } from '../contract.ts';
import { faultOf, type SaleTerms, scheduled } from '../domain/sale.ts';
import { sales } from '../tables.ts';

export const scheduleSale = command(sale.scheduleSale, {
  loads: ({ saleId }) => [sales.key(saleId)],
  decide: (rows, { saleId, terms: asked }) => {
    const terms: SaleTerms = present(asked, `terms of sale ${saleId}`);
    const fault = faultOf(terms);
    if (fault !== undefined) return refuse('invalid', fault);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return accept({ saleId }, sales.put(scheduled(saleId, termsOf(terms))));
    return isSame(known.terms, terms) ? accept({ saleId }) : refuse('taken', { saleId });
  },
});

/** The terms and nothing else that came with them. */
function termsOf(terms: SaleTerms): SaleTerms {
  const { productId, sku, quantity, priceMinor, currency, startsAtMs, endsAtMs } = terms;
  const { perCustomerLimit, rateRequests, rateWindowMs } = terms;
  const goods = { productId, sku, quantity, priceMinor, currency };
  return { ...goods, startsAtMs, endsAtMs, perCustomerLimit, rateRequests, rateWindowMs };
}

function isSame(left: SaleTerms, right: SaleTerms): boolean {
  return Object.entries(termsOf(left)).every(([name, value]) => right[name as keyof SaleTerms] === value);
}
