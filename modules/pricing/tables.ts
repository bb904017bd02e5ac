import { bigint, boolean, table, text } from '../../platform/store/table.ts';

/** One price per product and price list. An open price is a suggestion: the buyer names the value. */
export const prices = table('prices', {
  key: { priceList: text, productId: text },
  columns: { currency: text, amountMinor: bigint, open: boolean },
});
