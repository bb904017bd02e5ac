import type { OrderDocument, StockDocument } from '../http/documents.ts';
import { isDecided } from '../http/documents.ts';
import type { DrillOrder, DrillPlan } from './plan.ts';

// The books of a drill: what callers were told against what the shop has afterwards.

/** What one caller heard. */
export interface Heard {
  readonly order: DrillOrder;
  /** Every answer that said the order exists, as it was written; the answers to one key have to be equal. */
  readonly acknowledgements: readonly { readonly orderId: string; readonly text: string }[];
  /** A definite no, or nothing at all. */
  readonly refusal?: string;
  readonly latencyMs: number;
  /** Since the beginning of the load. */
  readonly answeredAtMs: number;
}

export interface ShopAfterwards {
  /** Every order of the drill's customers. */
  readonly orders: readonly Pick<OrderDocument, 'id' | 'status' | 'reason'>[];
  readonly stock: ReadonlyMap<string, StockDocument>;
}

export interface DrillBooks {
  readonly confirmed: number;
  readonly cancelled: number;
  /** Calls that got a definite no, or no answer for as long as the drill was patient. */
  readonly refused: number;
  /** Orders that somebody was told exist. */
  readonly acknowledged: number;
  /** Acknowledged orders that do not exist. */
  readonly lost: number;
  /** Orders that nobody was told of: a key that made a second one. */
  readonly duplicates: number;
  readonly violations: readonly string[];
}

type Listed = ShopAfterwards['orders'][number];

export function keepBooks(plan: DrillPlan, heard: readonly Heard[], shop: ShopAfterwards): DrillBooks {
  const violations: string[] = [];
  const byId = new Map(shop.orders.map((order) => [order.id, order]));
  const ownerOf = new Map<string, DrillOrder>();
  for (const { order, acknowledgements, refusal } of heard) {
    if (refusal !== undefined) violations.push(`${order.key} was refused: ${refusal}`);
    const answers = new Set(acknowledgements.map(({ text }) => text));
    if (answers.size > 1) violations.push(`${order.key} was answered in ${answers.size} different ways`);
    for (const orderId of new Set(acknowledgements.map((answer) => answer.orderId))) {
      const other = ownerOf.get(orderId);
      if (other !== undefined) violations.push(`${order.key} and ${other.key} are one order, ${orderId}`);
      ownerOf.set(orderId, order);
    }
  }
  const lost = [...ownerOf.keys()].filter((id) => !byId.has(id));
  const unclaimed = shop.orders.filter(({ id }) => !ownerOf.has(id));
  violations.push(...lost.map((id) => `order ${id} was acknowledged and does not exist`));
  violations.push(...unclaimed.map(({ id }) => `order ${id} exists and nobody was told of it`));
  const undecided = shop.orders.filter((order) => !isDecided(order));
  violations.push(...undecided.map(({ id, status }) => `order ${id} is still ${status}`));
  violations.push(...stockViolations(plan, ownerOf, shop));
  const cancelled = shop.orders.filter(({ status }) => status === 'CANCELLED').length;
  return {
    confirmed: shop.orders.length - cancelled - undecided.length,
    cancelled,
    refused: heard.filter(({ refusal }) => refusal !== undefined).length,
    acknowledged: ownerOf.size,
    lost: lost.length,
    duplicates: unclaimed.length,
    violations,
  };
}

function stockViolations(
  { products }: DrillPlan,
  ownerOf: ReadonlyMap<string, DrillOrder>,
  { orders, stock }: ShopAfterwards,
): string[] {
  const violations: string[] = [];
  const itemsOf = ({ id }: Listed) => ownerOf.get(id)?.items ?? [];
  const sold = new Map<string, number>();
  for (const order of orders) {
    if (!isDecided(order) || order.status === 'CANCELLED') continue;
    for (const { productId, quantity } of itemsOf(order)) sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  }
  for (const { id, stock: supply } of products) {
    const units = sold.get(id) ?? 0;
    const available = stock.get(id)?.available ?? 0;
    if (units > supply) violations.push(`${units} of ${id} were sold where there were ${supply}`);
    else if (available !== supply - units) {
      violations.push(`${available} of ${id} are available where ${units} of ${supply} were sold`);
    }
  }
  return [...violations, ...needlessRefusals(orders, itemsOf, stock)];
}

/**
 * Orders that were told "out of stock" although all they wanted is there. What is left at the end was there all the
 * time, unless an order that held it was cancelled for another reason: products of such orders prove nothing.
 */
function needlessRefusals(
  orders: readonly Listed[],
  itemsOf: (order: Listed) => DrillOrder['items'],
  stock: ReadonlyMap<string, StockDocument>,
): string[] {
  const cancelled = orders.filter(({ status }) => status === 'CANCELLED');
  const soldOut = cancelled.filter(({ reason }) => reason === 'out_of_stock');
  const givenBack = new Set(
    cancelled
      .filter(({ reason }) => reason !== 'out_of_stock')
      .flatMap((order) => itemsOf(order).map((item) => item.productId)),
  );
  const isThere = ({ productId, quantity }: DrillOrder['items'][number]) =>
    !givenBack.has(productId) && (stock.get(productId)?.available ?? 0) >= quantity;
  return soldOut
    .filter((order) => itemsOf(order).length > 0 && itemsOf(order).every(isThere))
    .map(({ id }) => `order ${id} was told that it came too late although all it wanted is left`);
}
