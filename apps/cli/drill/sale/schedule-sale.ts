import { performance } from 'node:perf_hooks';
import { formatMinor } from '../../../../platform/kernel/money.ts';
import { CommandFailed, EXIT_VIOLATION } from '../../command-failed.ts';
import { documentIn, refusalOf } from '../../http/read-answer.ts';
import { sendPatiently } from '../../http/send-patiently.ts';
import type { ShopClient, ShopRequest } from '../../http/shop-client.ts';
import type { SalePlan } from './sale-plan.ts';

/** One unit may be paid with the sandbox provider, which declines more than 500.00; two may not. */
const PRICE = formatMinor(30_000, 'GBP');
const LIST_PRICE = formatMinor(40_000, 'GBP');
const LEAD_MS = 1_500;
/** Longer than any drill: it ends when the drill ends it. */
const SALE_LASTS_MS = 24 * 3_600_000;

export interface ScheduledSale {
  readonly saleId: string;
  /** On the clock of `performance`. */
  readonly startsAtMs: number;
}

/** Makes the product and the sale, which starts by the clock once the first of the crowd have come too early. */
export async function scheduleSale(client: ShopClient, plan: SalePlan): Promise<ScheduledSale> {
  const { productId, units, spare } = plan;
  await create(client, {
    method: 'POST',
    path: '/products',
    headers: { 'idempotency-key': `${productId}-product` },
    body: {
      id: productId,
      sku: productId,
      name: 'Drill drop',
      price: LIST_PRICE,
      stock: units + spare,
      category: 'Drill',
    },
  });
  const leadMs = LEAD_MS + plan.curve.earlyMs;
  const startsAtMs = performance.now() + leadMs;
  const starts = Date.now() + leadMs;
  const { id } = await create(client, {
    method: 'POST',
    path: '/sales',
    headers: { 'idempotency-key': `${productId}-sale` },
    body: {
      product_id: productId,
      quantity: units,
      price: PRICE,
      starts_at: new Date(starts).toISOString(),
      ends_at: new Date(starts + SALE_LASTS_MS).toISOString(),
      per_customer_limit: plan.perCustomerLimit,
      rate_limit: { requests: plan.rate.requests, window_ms: plan.rate.windowMs },
      ...(plan.waitingRoom && { waiting_room: { draw: plan.waitingRoom, turn_seconds: plan.turnMs / 1_000 } }),
    },
  });
  return { saleId: id, startsAtMs };
}

async function create(client: ShopClient, request: ShopRequest): Promise<{ readonly id: string }> {
  const answer = await sendPatiently(client, request);
  if (answer.status === 201) return documentIn<{ readonly id: string }>(client, request, answer, ['id']);
  throw new CommandFailed(`POST ${request.path} of the drill was refused: ${refusalOf(answer)}`, EXIT_VIOLATION);
}
