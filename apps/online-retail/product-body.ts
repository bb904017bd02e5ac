import { formatMinor } from '../../platform/kernel/money.ts';
import type { RetailProduct } from './build-catalogue.ts';
import { categoryOf } from './category-of.ts';

/** A product as the shop has it. */
export interface KnownProduct {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly kind: string;
  readonly price?: { readonly amount: string } | undefined;
  readonly open_price: boolean;
}

export interface ProductBody {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly price: string;
  readonly category: string;
  readonly kind: 'goods' | 'service';
  readonly open_price?: boolean;
  readonly stock?: number;
}

/** The body of POST /products for a product of the file. Its id is its SKU. */
export function productBody(product: RetailProduct): ProductBody {
  const { sku, name, priceMinor, currency, kind, stock } = product;
  const price = formatMinor(priceMinor, currency);
  const body = { id: sku, sku, name, price, category: categoryOf(product), kind };
  return kind === 'goods' ? { ...body, stock } : body;
}

/**
 * The body for a product that the shop has already, in the shop's own words: its name and price stay, and its first
 * delivery is made up for where it is missing. A first delivery arrives once, however often it is asked for.
 */
export function knownProductBody(product: RetailProduct, known: KnownProduct): ProductBody {
  const { id, sku, name, category, price, open_price } = known;
  const kind = known.kind === 'service' ? 'service' : 'goods';
  const body = {
    id,
    sku,
    name,
    category,
    kind,
    price: price?.amount ?? formatMinor(product.priceMinor, product.currency),
    open_price,
  } as const;
  return kind === 'goods' ? { ...body, stock: product.stock } : body;
}
