import { keyedQuery } from '../../../platform/rpc/module.ts';
import { pricing } from '../contract.ts';
import { stillHolds } from '../domain/price.ts';
import { prices } from '../tables.ts';

// Nothing is changed, so it is a look-up and not a command: orders that arrive together share one unlocked read.
export const checkPrices = keyedQuery(pricing.checkPrices, {
  loads: ({ priceList, lines }) =>
    lines.filter(({ agreed }) => !agreed).map(({ productId }) => prices.key(priceList, productId)),
  answer: (rows, { priceList, currency, lines }) => {
    const changed = lines.filter(({ productId, unitPriceMinor, agreed }) => {
      if (agreed) return false;
      return !stillHolds(rows.get(prices.key(priceList, productId)), { currency, amountMinor: unitPriceMinor });
    });
    if (changed.length === 0) return { kind: 'pricesHold' as const, priceList };
    return { kind: 'priceChanged' as const, productIds: [...new Set(changed.map(({ productId }) => productId))] };
  },
});
