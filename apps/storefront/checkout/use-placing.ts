import { useEffect, useRef, useState } from 'react';
import { call, Refused } from '../../web/api/api.ts';
import type { Operations, Order } from '../../web/gen/http-types.ts';
import { navigate } from '../../web/router/router.tsx';
import { rememberOrder, tryAgain } from '../cart/cart-store.ts';
import { attemptKey, keptCart } from '../cart/kept-cart.ts';
import { problemSentence } from '../sentences/problem-sentence.ts';
import { type Attempt, type Hold, unanswered, untilAnswered } from './until-answered.ts';

export type OrderBody = Operations['POST /orders']['body'];

/** Where an order that is being placed is kept. */
const PLACE = 'holdfast.order';

export type PlacingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'placing'; readonly hold: Hold | undefined }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface Placing {
  readonly state: PlacingState;
  /** Orders; nothing where an order is being placed already. */
  order(body: OrderBody): void;
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
    untilAnswered(PLACE, attempt, place, { signal: controller.signal, onHold })
      .then(placed, (error: unknown) => {
        if (!controller.signal.aborted) setState({ kind: 'refused', sentence: refused(error) });
      })
      .finally(() => {
        if (running.current === controller) running.current = undefined;
      });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is unanswered is looked for once, when the page appears
  useEffect(() => {
    const attempt = unanswered<OrderBody>(PLACE);
    if (attempt !== undefined) run(attempt);
    return () => {
      running.current?.abort();
      running.current = undefined;
    };
  }, []);

  const order = (body: OrderBody): void => {
    const kept = keptCart();
    if (kept !== undefined) run({ key: attemptKey(kept), body });
  };
  return { state, order };
}

function place({ key, body }: Attempt<OrderBody>, signal: AbortSignal): Promise<Order> {
  return call('POST /orders', { body }, { idempotencyKey: key, signal });
}

function placed(order: Order): void {
  const kept = keptCart();
  if (kept !== undefined) rememberOrder(kept, order.id);
  navigate(`/shop/orders/${order.id}`, { replace: true });
}

function refused(error: unknown): string {
  // Whatever the shopper changes now is another attempt. Of a key that is taken, the order is there.
  if (error instanceof Refused && error.code !== 'idempotency_key_reused') tryAgain();
  return problemSentence(error);
}
