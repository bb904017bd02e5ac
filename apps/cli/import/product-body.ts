import { formatMinor } from '../../../platform/kernel/money.ts';
import type { ProductDocument } from '../http/documents.ts';
import type { RetailProduct } from '../online-retail/build-catalogue.ts';
import { categoryOf } from './category-of.ts';

/** The body of POST /products for a product of the file. Its id is its SKU. */
export function productBody(product: RetailProduct): object {
  const { sku, name, priceMinor, currency, kind, stock } = product;
  const price = formatMinor(priceMinor, currency);
  const body = { id: sku, sku, name, price, category: categoryOf(product), kind };
  return kind === 'goods' ? { ...body, stock } : body;
}

/**
 * The body for a product that the shop has already, in the shop's own words: its name and price stay, and its first
 * delivery is made up for where it is missing. A first delivery arrives once, however often it is asked for.
 */
export function knownProductBody(product: RetailProduct, known: ProductDocument): object {
  const { id, sku, name, category, kind, price, open_price } = known;
  const body = {
    id,
    sku,
    name,
    category,
    kind,
    price: price?.amount ?? formatMinor(product.priceMinor, product.currency),
    open_price,
  };
  return kind === 'goods' ? { ...body, stock: product.stock } : body;
}
