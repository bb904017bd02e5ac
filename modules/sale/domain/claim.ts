// An order's claim on units of a sale: claimed -> returned, which is the end.

export interface Claim {
  readonly orderId: string;
  /** Empty for the tombstone of an order that was undone before it claimed. */
  readonly saleId: string;
  readonly customerId: string;
  readonly quantity: number;
  readonly status: 'claimed' | 'returned';
  /** Milliseconds since the Unix epoch. */
  readonly claimedAt: number;
}

/** Stands for a claim that was given back before it was made, and refuses it. */
export function tombstone(orderId: string, nowMs: number): Claim {
  return { orderId, saleId: '', customerId: '', quantity: 0, status: 'returned', claimedAt: nowMs };
}
