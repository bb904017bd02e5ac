// What the simulated shop sells: little of it, so that shoppers meet.

export interface SimulatedProduct {
  readonly productId: string;
  readonly sku: string;
  readonly priceMinor: number;
}

/** Coupons of the simulated shop; how often they may be used is drawn. */
export const COUPONS = [
  { code: 'TENTH', discountKind: 'percentage', value: 1_000 },
  { code: 'FIVER', discountKind: 'fixed', value: 500 },
] as const;

export const PRODUCTS: readonly SimulatedProduct[] = [
  { productId: 'mug', sku: 'MUG', priceMinor: 1_999 },
  { productId: 'tea', sku: 'TEA', priceMinor: 335 },
  // Two of them are more than the sandbox provider authorises.
  { productId: 'lamp', sku: 'LAMP', priceMinor: 30_001 },
];

/** What a seed's sale sells. */
export const SALE_SKU = 'MUG';
