import type { Sagas } from '../../../platform/saga/saga-view.ts';
import type { Checkout } from '../../../processes/checkout/door.ts';
import type { MemoryShop } from './memory-shop.ts';

/** A checkout that runs by itself. */
export interface RunningCheckout {
  readonly shop: MemoryShop;
  readonly checkout: Checkout;
  readonly sagas: Sagas;
  start(): Promise<void>;
  /** Resolves when the order's saga has ended. */
  untilEnded(orderId: string): Promise<void>;
  stop(): Promise<void>;
}
