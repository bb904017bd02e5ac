import { performance } from 'node:perf_hooks';
import { forEachAtOnce } from '../for-each-at-once.ts';
import type { OrderDocument } from '../http/documents.ts';
import { documentIn, refusalOf } from '../http/read-answer.ts';
import { sendPatiently } from '../http/send-patiently.ts';
import { type Answer, NoAnswer, type ShopClient, type ShopRequest } from '../http/shop-client.ts';
import type { Heard } from './books.ts';
import type { DrillOrder } from './plan.ts';

// Fires the orders. A caller who hears nothing, or hears that the shop is busy, asks again with the same key, as a
// browser would; so every order has one caller who knows what became of it.

/** Longer than a shop that was killed needs to start again. */
const PATIENCE = { forMs: 150_000, pauseMs: 100 };

export interface Load {
  readonly heard: readonly Heard[];
  readonly durationMs: number;
}

export async function fireOrders(
  client: ShopClient,
  orders: readonly DrillOrder[],
  concurrency: number,
  onAnswered: (answered: number) => void,
): Promise<Load> {
  const startMs = performance.now();
  const heard: Heard[] = [];
  await forEachAtOnce(orders, concurrency, async (order) => {
    const sentMs = performance.now();
    const { answers, firstAtMs } = await ask(client, order);
    heard.push({
      order,
      ...whatWasHeard(client, order, answers),
      latencyMs: firstAtMs - sentMs,
      answeredAtMs: firstAtMs - startMs,
    });
    onAnswered(heard.length);
  });
  return { heard, durationMs: performance.now() - startMs };
}

type Outcome = Answer | NoAnswer;

async function ask(
  client: ShopClient,
  order: DrillOrder,
): Promise<{ readonly answers: readonly Outcome[]; readonly firstAtMs: number }> {
  let firstAtMs: number | undefined;
  const send = async (): Promise<Outcome> => {
    const outcome = await sendPatiently(client, requestFor(order), PATIENCE).catch(orNoAnswer);
    firstAtMs ??= performance.now();
    return outcome;
  };
  if (order.manner === 'hang up') {
    await client.send({ ...requestFor(order), hangUpAfterMs: order.hangUpAfterMs }).catch(orNoAnswer);
  }
  const answers = await Promise.all(order.manner === 'double click' ? [send(), send()] : [send()]);
  return { answers, firstAtMs: firstAtMs ?? performance.now() };
}

function orNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

function whatWasHeard(
  client: ShopClient,
  order: DrillOrder,
  answers: readonly Outcome[],
): Pick<Heard, 'acknowledgements' | 'refusal'> {
  const acknowledgements: { orderId: string; text: string }[] = [];
  let refusal: string | undefined;
  for (const answer of answers) {
    if (answer instanceof NoAnswer) refusal = answer.message;
    else if (answer.status !== 201) refusal = refusalOf(answer);
    else {
      const { id } = documentIn<OrderDocument>(client, requestFor(order), answer, ['id']);
      acknowledgements.push({ orderId: id, text: answer.text });
    }
  }
  return refusal === undefined ? { acknowledgements } : { acknowledgements, refusal };
}

function requestFor({ key, customerId, items }: DrillOrder): ShopRequest {
  return {
    method: 'POST',
    path: '/orders',
    headers: { 'idempotency-key': key, prefer: 'wait=30' },
    body: {
      customer_id: customerId,
      items: items.map(({ productId, quantity }) => ({ product_id: productId, quantity })),
    },
  };
}
