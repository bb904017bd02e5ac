import { setTimeout as sleep } from 'node:timers/promises';
import { formatMinor } from '../../../platform/kernel/money.ts';
import type { ReplayableInvoice } from '../../online-retail/build-invoices.ts';
import { RETAIL_CURRENCY } from '../../online-retail/retail-line.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { isDecided, type OrderDocument, readOrder } from '../http/documents.ts';
import { documentIn, refusalOf } from '../http/read-answer.ts';
import { sendPatiently } from '../http/send-patiently.ts';
import type { Answer, ShopClient, ShopRequest } from '../http/shop-client.ts';
import { keyFor, type RetailSource } from '../import/retail-source.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Fate } from './balance.ts';
import { beyondLimits, type RefusedLine } from './beyond-limits.ts';

export interface ToReplay {
  readonly invoices: readonly ReplayableInvoice[];
  /** Why the shop does not have a product, by SKU. */
  readonly missing: ReadonlyMap<string, string>;
}

const WAIT_SECONDS = 30;
const DECIDED_WITHIN_MS = 120_000;
const DECIDED_POLL_MS = 250;

/**
 * Places every invoice as an order, waits until each is decided, and then reads them all from the shop. An invoice over a
 * product that the shop does not take, by its SKU, is not placed.
 */
export async function replayInvoices(
  client: ShopClient,
  source: RetailSource,
  { invoices, missing }: ToReplay,
  { concurrency, terminal }: { readonly concurrency: number; readonly terminal: Terminal },
): Promise<ReadonlyMap<string, Fate>> {
  const placed = new Map<string, string>();
  const fates = new Map<string, Fate>();
  const placing = terminal.progress('Placing orders', invoices.length);
  await forEachAtOnce(invoices, concurrency, async (invoice) => {
    const refused = linesWithout(missing, invoice);
    if (refused.length > 0) {
      fates.set(invoice.invoice, { refused });
      placing.advance();
      return;
    }
    const request = orderRequest(source, invoice);
    const answer = await sendPatiently(client, request);
    if (answer.status === 201) {
      placed.set(invoice.invoice, documentIn<OrderDocument>(client, request, answer, ['id']).id);
    } else fates.set(invoice.invoice, fateOf(answer, invoice));
    placing.advance();
  }).finally(() => placing.done());

  const reading = terminal.progress('Reading them back', placed.size);
  await forEachAtOnce([...placed], concurrency, async ([invoice, orderId]) => {
    fates.set(invoice, { order: await decidedOrder(client, orderId) });
    reading.advance();
  }).finally(() => reading.done());
  return fates;
}

function linesWithout(missing: ToReplay['missing'], { lines }: ReplayableInvoice): readonly RefusedLine[] {
  return lines.flatMap(({ line, sku }) => {
    const reason = missing.get(sku);
    return reason === undefined ? [] : [{ line, reason }];
  });
}

function fateOf(answer: Answer, invoice: ReplayableInvoice): Fate {
  const refused = beyondLimits(answer, invoice);
  return refused === undefined ? { refusal: refusalOf(answer) } : { refused };
}

/** The order once it is decided, or as it stands when that takes too long: the books tell. */
async function decidedOrder(client: ShopClient, orderId: string): Promise<OrderDocument> {
  const untilMs = Date.now() + DECIDED_WITHIN_MS;
  for (;;) {
    const order = await readOrder(client, orderId);
    if (isDecided(order) || Date.now() >= untilMs) return order;
    await sleep(DECIDED_POLL_MS);
  }
}

/** Line prices are agreed prices: the file's buyers are traders, and paid by invoice. */
function orderRequest(source: RetailSource, { invoice, customerId, lines }: ReplayableInvoice): ShopRequest {
  return {
    method: 'POST',
    path: '/orders',
    headers: { 'idempotency-key': keyFor('replay', source, invoice), prefer: `wait=${WAIT_SECONDS}` },
    body: {
      customer_id: customerId ?? `guest-${invoice}`,
      payment_method: 'invoice',
      items: lines.map(({ sku, quantity, unitPriceMinor }) => ({
        product_id: sku,
        quantity,
        agreed_price: formatMinor(unitPriceMinor, RETAIL_CURRENCY),
      })),
    },
  };
}
