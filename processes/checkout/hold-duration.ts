import type { PaymentMethod } from './door.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long stock is held for each way to pay: as long as a buyer may take to pay that way. */
const HOLD_MS: Readonly<Record<PaymentMethod, number>> = {
  card: 30 * MINUTE_MS,
  wallet: 15 * MINUTE_MS,
  bank_transfer: 4 * HOUR_MS,
  cash_on_delivery: 24 * HOUR_MS,
  invoice: 24 * HOUR_MS,
};

export function holdDurationMs(method: PaymentMethod): number {
  return HOLD_MS[method];
}
