import { formatMinor, multiplyMinor, parseMinor, sumMinor } from '../../../platform/kernel/money.ts';
import type { ReplayableInvoice, RetailInvoices } from '../../online-retail/build-invoices.ts';
import { RETAIL_CURRENCY } from '../../online-retail/retail-line.ts';
import { isDecided, type MoneyDocument, type OrderDocument } from '../http/documents.ts';
import type { RefusedLine } from './beyond-limits.ts';

// The books of a replay: what the file says was sold against what the shop says it sold, order by order.

export interface Books {
  readonly orders_confirmed: number;
  readonly orders_cancelled: number;
  /** Lines, units and money of the confirmed orders, as the shop has them. */
  readonly lines: number;
  readonly units: number;
  readonly total: MoneyDocument;
  /** Of the file, what is no sale; of the sales, what nobody can order from the shop. */
  readonly refused: RetailInvoices['refused'];
  readonly not_replayable: readonly string[];
  /** Orders that were cancelled because others had bought the stock. */
  readonly sold_out: number;
  /** Where the shop's books and the file's differ. */
  readonly differences: readonly string[];
}

/** What became of each replayable invoice: its order as the shop has it, or why there is none. */
export type Fate =
  | { readonly order: OrderDocument }
  /** Nobody can order that, and the books are right without it. */
  | { readonly refused: readonly RefusedLine[] }
  /** The shop should have taken it. */
  | { readonly refusal: string };

export function balance(invoices: RetailInvoices, fates: ReadonlyMap<string, Fate>): Books {
  const differences: string[] = [];
  const confirmed: OrderDocument[] = [];
  const refused = [...invoices.refused];
  let cancelled = 0;
  let soldOut = 0;
  for (const invoice of invoices.replayable) {
    const fate = fates.get(invoice.invoice) ?? { refusal: 'it was never placed' };
    if ('refusal' in fate) {
      differences.push(`invoice ${invoice.invoice} is no order: ${fate.refusal}`);
      continue;
    }
    if ('refused' in fate) {
      refused.push(...fate.refused.map(({ line, reason }) => ({ invoice: invoice.invoice, line, reason })));
      continue;
    }
    const { order } = fate;
    differences.push(...differencesOf(invoice, order));
    if (order.status === 'CANCELLED') cancelled += 1;
    else if (isDecided(order)) confirmed.push(order);
    if (order.reason === 'out_of_stock') soldOut += 1;
  }
  return {
    orders_confirmed: confirmed.length,
    orders_cancelled: cancelled,
    lines: sumMinor(confirmed.map(({ items }) => items.length)),
    units: sumMinor(confirmed.map(({ item_count }) => item_count)),
    total: totalOf(confirmed),
    refused,
    not_replayable: invoices.notReplayable,
    sold_out: soldOut,
    differences: [...differences, ...sharedOrders(invoices, fates)],
  };
}

function differencesOf({ invoice, lines }: ReplayableInvoice, order: OrderDocument): string[] {
  const about = `order ${order.id} of invoice ${invoice}`;
  const differences: string[] = [];
  const compare = (what: string, file: string | number, shop: string | number): void => {
    if (file !== shop) differences.push(`${about}: ${what} is ${file} in the file and ${shop} in the shop`);
  };
  compare('its number of lines', lines.length, order.items.length);
  compare('its number of units', sumMinor(lines.map(({ quantity }) => quantity)), order.item_count);
  const totalMinor = sumMinor(lines.map(({ unitPriceMinor, quantity }) => multiplyMinor(unitPriceMinor, quantity)));
  const { amount, currency } = order.total;
  compare('its total', `${formatMinor(totalMinor, RETAIL_CURRENCY)} ${RETAIL_CURRENCY}`, `${amount} ${currency}`);
  if (!isDecided(order)) differences.push(`${about} is still ${order.status}`);
  return differences;
}

function totalOf(orders: readonly OrderDocument[]): MoneyDocument {
  // An order in another currency is a difference already; its amount adds nothing here.
  const minor = orders
    .filter(({ total }) => total.currency === RETAIL_CURRENCY)
    .map(({ total }) => parseMinor(total.amount, RETAIL_CURRENCY) ?? 0);
  return { amount: formatMinor(sumMinor(minor), RETAIL_CURRENCY), currency: RETAIL_CURRENCY };
}

function sharedOrders({ replayable }: RetailInvoices, fates: ReadonlyMap<string, Fate>): string[] {
  const owners = new Map<string, string>();
  const differences: string[] = [];
  for (const { invoice } of replayable) {
    const fate = fates.get(invoice);
    if (fate === undefined || !('order' in fate)) continue;
    const owner = owners.get(fate.order.id);
    if (owner !== undefined) differences.push(`invoices ${owner} and ${invoice} are one order, ${fate.order.id}`);
    owners.set(fate.order.id, invoice);
  }
  return differences;
}
