import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import type { CheckoutState } from './checkout-state.ts';
import { type Announcement, EVENTS } from './events.ts';
import type { CheckoutRow } from './tables.ts';

/** What the contexts are told. It is made of where the checkout stands and of nothing else, so it can be said again. */
export function announcement(
  name: Announcement,
  { orderId, traceId }: Pick<CheckoutRow, 'orderId' | 'traceId'>,
  state: CheckoutState,
  atMs: number,
): CommittedEvent {
  const failure = { step: state.failure?.step ?? '', kind: state.failure?.kind ?? '' };
  const payload = {
    'checkout.requested': { orderId },
    'checkout.validated': { orderId },
    'checkout.approved': { orderId },
    'checkout.settled': { orderId, reservedAtMs: state.reservedAtMs ?? atMs, capturedAtMs: state.capturedAtMs ?? atMs },
    'checkout.failed': { orderId, ...failure, paymentAsked: state.awaits.includes('payment') },
    'checkout.unwound': { orderId, ...failure },
  }[name];
  return { emit: EVENTS[name], key: orderId, payload, traceId: traceId === '' ? undefined : traceId, atMs };
}
