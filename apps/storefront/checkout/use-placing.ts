import { useEffect, useRef, useState } from 'react';
import { call, Refused } from '../../web/api/api.ts';
import type { Order } from '../../web/gen/http-types.ts';
import { navigate } from '../../web/router/router.tsx';
import { loadCart, rememberOrder, tryAgain } from '../cart/cart-store.ts';
import { attemptKey, keptCart, orderedAs } from '../cart/kept-cart.ts';
import { problemSentence } from '../sentences/problem-sentence.ts';
import { ORDER_PLACE, type OrderBody, openOrder } from './open-order.ts';
import { type Attempt, type Hold, Lapsed, untilAnswered } from './until-answered.ts';

export type PlacingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'placing'; readonly hold: Hold | undefined }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface Placing {
  readonly state: PlacingState;
  /** Orders what the cart had in it; nothing where an order is being placed already. */
  order(cartId: string, body: OrderBody): void;
}

/** Places orders, and goes on with the one that a page before this one has left unanswered. */
export function usePlacing(): Placing {
  const [state, setState] = useState<PlacingState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);

  const run = (attempt: Attempt<OrderBody>): void => {
    if (running.current !== undefined) return;
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: 'placing', hold: undefined });
    const onHold = (hold: Hold): void => setState({ kind: 'placing', hold });
    untilAnswered(ORDER_PLACE, attempt, place, { storage: localStorage, signal: controller.signal, onHold })
      .then(
        (order) => placed(attempt.key, order),
        (error: unknown) => {
          if (!controller.signal.aborted) setState({ kind: 'refused', sentence: refused(attempt.key, error) });
        },
      )
      .finally(() => {
        if (running.current === controller) running.current = undefined;
      });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is unanswered is looked for once, when the page appears
  useEffect(() => {
    const attempt = openOrder();
    if (attempt !== undefined) run(attempt);
    return () => {
      running.current?.abort();
      running.current = undefined;
    };
  }, []);

  const order = (cartId: string, body: OrderBody): void => {
    const kept = keptCart();
    const open = openOrder();
    // Another window has sent one that nobody has answered: that one first.
    if (open !== undefined) run(open);
    else if (kept?.cartId === cartId && kept.orderId === undefined) {
      run({ key: attemptKey(kept), body, atMs: Date.now() });
    } else {
      const orderId = kept?.cartId === cartId ? kept.orderId : orderedAs(cartId);
      if (orderId !== undefined) navigate(`/shop/orders/${orderId}`, { replace: true });
      else {
        setState({ kind: 'refused', sentence: OTHER_CART });
        void loadCart({ anew: true });
      }
    }
  };
  return { state, order };
}

const OTHER_CART =
  'Your cart has changed in another window, so nothing was ordered. Here is what is in it now: please look at it again.';

function place({ key, body }: Attempt<OrderBody>, signal: AbortSignal): Promise<Order> {
  return call('POST /orders', { body }, { idempotencyKey: key, signal });
}

function placed(key: string, order: Order): void {
  rememberOrder(key, order.id);
  navigate(`/shop/orders/${order.id}`, { replace: true });
}

function refused(key: string, error: unknown): string {
  // Whatever the shopper does now is another attempt: who was told of an order that there may be decides for themselves.
  if (error instanceof Refused || error instanceof Lapsed) tryAgain(key);
  return problemSentence(error);
}
