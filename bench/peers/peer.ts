// A shop that is measured beside others: the same checkout, from an empty cart to a paid order, through its public API.

/** What is sold: one product that never runs out, and one of `SCARCE_UNITS`. */
export type Product = 'plenty' | 'scarce';

export const PLENTY_UNITS = 10_000_000;
export const SCARCE_UNITS = 100;
export const PRICE = 10;

/** What a shopper has to know, as it travels to the process of the shoppers. */
export interface Shop {
  readonly peer: 'holdfast' | 'medusa' | 'vendure';
  /** Where it is served, by one process each. */
  readonly origins: readonly string[];
  /** What its checkout names a product by. */
  readonly products: Readonly<Record<Product, string>>;
  /** Further ids and keys that its checkout needs. */
  readonly keys: Readonly<Record<string, string>>;
}

export const SOLD = 'sold';

/** One whole checkout of one unit. Answers what the shopper was told: `SOLD`, or why not. */
export type Checkout = (product: Product) => Promise<string>;

/** What the shop itself says of its stock. */
export interface Stock {
  readonly onHand: number;
  /** Held for orders that have not left the house. */
  readonly reserved: number;
}

export interface Peer {
  readonly name: string;
  /** Versions and settings, in words. */
  readonly described: string;
  readonly shop: Shop;
  stock(product: Product): Promise<Stock>;
  close(): Promise<void>;
}
