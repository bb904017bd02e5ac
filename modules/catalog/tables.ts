import { table, text } from '../../platform/store/table.ts';

export const products = table('products', {
  key: { productId: text },
  columns: { sku: text, name: text, category: text, kind: text },
});

/** Which product an SKU belongs to: its key is what makes an SKU unique, on every store. */
export const skus = table('skus', {
  key: { sku: text },
  columns: { productId: text },
});
