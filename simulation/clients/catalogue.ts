// What the simulated shop sells: little of it, so that shoppers meet.

export interface SimulatedProduct {
  readonly productId: string;
  readonly sku: string;
  readonly priceMinor: number;
}

export const PRODUCTS: readonly SimulatedProduct[] = [
  { productId: 'mug', sku: 'MUG', priceMinor: 1_999 },
  { productId: 'tea', sku: 'TEA', priceMinor: 335 },
  // Two of them are more than the sandbox provider authorises.
  { productId: 'lamp', sku: 'LAMP', priceMinor: 30_001 },
];
