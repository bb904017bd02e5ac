import { useEffect, useRef, useState } from 'react';
import { call } from '../../web/api/api.ts';
import { newKey } from '../../web/api/new-key.ts';
import type { Operations } from '../../web/gen/http-types.ts';
import { navigate } from '../../web/router/router.tsx';
import { type Attempt, type Hold, unanswered, untilAnswered } from '../checkout/until-answered.ts';
import type { PlacingState } from '../checkout/use-placing.ts';
import { problemSentence } from '../sentences/problem-sentence.ts';

type Body = Operations['POST /sales/{id}/orders']['body'];

export interface SaleOrdering {
  readonly state: PlacingState;
  order(body: Body): void;
}

/**
 * Orders from a sale, once for each time that it is asked to, whatever becomes of the connection. For what stays while the
 * sale is shown: an order that is under way is followed to its answer, though the sale closes or a turn ends meanwhile.
 */
export function useSaleOrder(saleId: string): SaleOrdering {
  const [state, setState] = useState<PlacingState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const place = `holdfast.sale.${saleId}`;

  const run = (attempt: Attempt<Body>): void => {
    if (running.current !== undefined) return;
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: 'placing', hold: undefined });
    const send = ({ key, body }: Attempt<Body>, signal: AbortSignal) =>
      call('POST /sales/{id}/orders', { path: { id: saleId }, body }, { idempotencyKey: key, signal });
    const onHold = (hold: Hold): void => setState({ kind: 'placing', hold });
    untilAnswered(place, attempt, send, { storage: sessionStorage, signal: controller.signal, onHold })
      .then(
        ({ order_id: orderId }) => navigate(`/shop/orders/${orderId}`),
        (error: unknown) => {
          if (!controller.signal.aborted) setState({ kind: 'refused', sentence: problemSentence(error) });
        },
      )
      .finally(() => {
        if (running.current === controller) running.current = undefined;
      });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is unanswered is looked for once, when the page appears
  useEffect(() => {
    const attempt = unanswered<Body>(place, sessionStorage);
    if (attempt !== undefined) run(attempt);
    return () => {
      running.current?.abort();
      running.current = undefined;
    };
  }, []);

  return { state, order: (body: Body): void => run({ key: newKey(), body, atMs: Date.now() }) };
}
