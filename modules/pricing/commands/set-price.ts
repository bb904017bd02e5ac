import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { pricing } from '../contract.ts';
import { samePrice } from '../domain/price.ts';
import { prices } from '../tables.ts';

export const setPrice = command(pricing.setPrice, {
  loads: ({ priceList, productId }) => [prices.key(priceList, productId)],
  decide: (rows, { productId, priceList, currency, amountMinor, open, expectedVersion }) => {
    if (amountMinor <= 0) return refuse('invalidAmount', { productId });

    const price = { productId, priceList, currency, amountMinor, open };
    const known = rows.get(prices.key(priceList, productId));
    if (known !== undefined && samePrice(known, price)) return accept({ productId });
    const version = rows.version(prices.key(priceList, productId));
    if (expectedVersion !== undefined && expectedVersion !== version) {
      return refuse('versionChanged', { productId, version });
    }

    return accept({ productId }, prices.put(price), event(pricing.PriceSet, productId, price));
  },
});
