import type { CallContext } from '../../platform/rpc/doors.ts';
import { type Checkout, type CheckoutRequest, OrderWithdrawn } from './door.ts';

/** As `begin`, for a queue that may bring an order twice. Resolves false when the order was withdrawn and will never be. */
export async function beginUnlessWithdrawn(
  checkout: Checkout,
  request: CheckoutRequest,
  context: CallContext,
): Promise<boolean> {
  try {
    await checkout.begin(request, context);
    return true;
  } catch (error) {
    if (error instanceof OrderWithdrawn) return false;
    throw error;
  }
}
