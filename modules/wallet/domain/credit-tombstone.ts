/** Stands for credit that was given back, or refused, before it was taken, and refuses the taking. */
export function creditTombstone(creditId: string) {
  return { creditId, walletId: '', customerId: '', currency: '', amountMinor: 0, status: 'returned' } as const;
}
