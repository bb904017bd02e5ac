import { bigint, type RowOf, table, text } from '../../platform/store/table.ts';

/** What a SKU has in one warehouse. */
export const stock = table('stock_view', {
  key: { sku: text, warehouse: text },
  columns: { onHand: bigint, reserved: bigint, available: bigint },
});

export type StockRow = RowOf<typeof stock>;
