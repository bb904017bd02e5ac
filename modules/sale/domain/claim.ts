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
  /** Null until then, and where it was not written down yet. */
  readonly returnedAt: number | null;
}

/** Stands for a claim that was given back before it was made, and refuses it. */
export function tombstone(orderId: string, nowMs: number): Claim {
  return {
    orderId,
    saleId: '',
    customerId: '',
    quantity: 0,
    status: 'returned',
    claimedAt: nowMs,
    returnedAt: nowMs,
  };
}

/** A claim as others see it: what has not happened is left out. */
export function claimView({ claimedAt, returnedAt, ...rest }: Claim) {
  return { ...rest, claimedAtMs: claimedAt, returnedAtMs: returnedAt ?? undefined };
}
