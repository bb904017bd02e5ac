import type { AuditReader } from '../audit-reader.ts';
import type { InvariantResult } from '../door.ts';
import { type AuditedPayment, isInFlight, type Order } from '../facts.ts';
import { count, type Finding, resultOf } from '../finding.ts';
import { idBefore } from '../id-before.ts';
import { MergedCursor, smallestId } from '../merge-by-id.ts';
import { pageThrough } from '../page-through.ts';
import type { PaymentField, ShownOrder, ShownStock, ShownViews, ViewName } from '../shown-views.ts';
import { type Settle, stillWrong } from '../still-wrong.ts';

// Views catch up with what they are told, and then show what the modules hold. What differs is looked at again: the
// module's row, then the view once it has caught up, then the module's row. If that has not moved in between, the view
// had everything that made it, and no excuse. Of wallets it only asks that their view catches up.

const PAGE = 500;
const VIEWS: readonly ViewName[] = ['orders', 'stock', 'wallets'];

/** `skus` are those that the modules have. */
export async function auditViews(
  views: ShownViews,
  reader: AuditReader,
  settle: Settle,
  skus: ReadonlySet<string>,
): Promise<InvariantResult> {
  const areBehind = async (names: readonly string[]) => {
    const found: Finding[] = [];
    for (const id of VIEWS) {
      if (!names.includes(id) || (await views.caughtUp(id))) continue;
      found.push({ id, what: 'is a view that does not catch up with its events' });
    }
    return found;
  };
  const late = (await areBehind(VIEWS)).map(({ id }) => id);
  const findings = [...(await stillWrong(late, settle, areBehind))];
  const isCurrent = (view: ViewName) => findings.every(({ id }) => id !== view);
  const nothing = { looked: 0, findings: [] };
  const orders = isCurrent('orders') ? await auditOrders(views, reader, settle) : nothing;
  const stock = isCurrent('stock') ? await auditStock(views, reader, settle, skus) : nothing;
  findings.push(...orders.findings, ...stock.findings);
  const checked = `Compared ${count(orders.looked, 'order')} and ${count(stock.looked, 'SKU')} with what views show`;
  return resultOf('views', checked, findings);
}

interface Looked {
  readonly looked: number;
  readonly findings: readonly Finding[];
}

async function auditOrders(views: ShownViews, reader: AuditReader, settle: Settle): Promise<Looked> {
  const suspicious: string[] = [];
  let looked = 0;
  const shown = new MergedCursor({
    items: pageThrough(
      (after) => views.orders(after, PAGE),
      ({ orderId }) => orderId,
    ),
    idOf: ({ orderId }: ShownOrder) => orderId,
  });
  const known = new MergedCursor({ items: reader.ordersPaid(), idOf: ({ orderId }) => orderId });
  for (const cursor of [shown, known]) await cursor.advance();
  for (;;) {
    const orderId = smallestId([shown.id, known.id]);
    if (orderId === undefined) break;
    const facts = await known.take(orderId);
    if (facts?.order !== undefined) looked += 1;
    if (wrongOrder(facts?.order, facts?.payment, await shown.take(orderId)) !== undefined) suspicious.push(orderId);
  }
  const findings = await stillWrong(suspicious, settle, (ids) => lookAtOrders(views, reader, ids));
  return { looked, findings };
}

async function lookAtOrders(views: ShownViews, reader: AuditReader, ids: readonly string[]): Promise<Finding[]> {
  const found: Finding[] = [];
  const facts = [];
  for await (const one of reader.again(ids)) facts.push(one);
  if (!(await views.caughtUp('orders'))) return [];
  for (const { orderId, order, payment } of facts) {
    const [shown] = (await views.orders(idBefore(orderId), 1)).items;
    const now = (await reader.orders([orderId])).get(orderId);
    if (now?.version !== order?.version) continue;
    const what = wrongOrder(order, payment, shown?.orderId === orderId ? shown : undefined);
    if (what !== undefined) found.push({ id: orderId, what });
  }
  return found;
}

const ORDER_FIELDS = [
  'status',
  'reason',
  'cancellationRequested',
  'sagaId',
  'customerId',
  'currency',
  'totalMinor',
  'paymentMethod',
  'coupon',
  'discountMinor',
  'storeCreditMinor',
] as const;

function wrongOrder(
  order: Order | undefined,
  payment: AuditedPayment | undefined,
  shown: ShownOrder | undefined,
): string | undefined {
  if (order === undefined) return shown && 'is shown, but there is no such order';
  if (shown === undefined) return `is ${order.status} but not shown`;
  for (const field of ORDER_FIELDS) {
    if (order[field] !== shown[field]) return `has ${field} "${order[field]}" and is shown with "${shown[field]}"`;
  }
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (units !== shown.itemCount) return `has ${units} units and is shown with ${shown.itemCount}`;
  const [went, goes] = [timelineOf(order), timelineOf(shown)];
  if (went !== goes) return `went through ${went} and is shown with ${goes}`;
  // A payment moves while a saga is at work, and has a log of its own.
  return isInFlight(order) ? undefined : wrongPayment(payment, shown);
}

function timelineOf({ timeline }: Pick<Order, 'timeline'>): string {
  return timeline.map(({ status, atMs }) => `${status} at ${atMs}`).join(', ');
}

const UNPAID: ShownOrder['payment'] = {
  status: 'none',
  authorisedMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  declineCode: '',
};
const PAYMENT_FIELDS: readonly PaymentField[] = [
  'status',
  'authorisedMinor',
  'capturedMinor',
  'refundedMinor',
  'declineCode',
];

function wrongPayment(payment: AuditedPayment | undefined, { payment: shown }: ShownOrder): string | undefined {
  // A payment that was let go before it was asked for has no currency, and tells nothing.
  const ours = payment?.ours === undefined || payment.ours.currency === '' ? UNPAID : payment.ours;
  const field = PAYMENT_FIELDS.find((each) => ours[each] !== shown[each]);
  return field && `has a payment with ${field} "${ours[field]}" and is shown with "${shown[field]}"`;
}

async function auditStock(
  views: ShownViews,
  reader: AuditReader,
  settle: Settle,
  skus: ReadonlySet<string>,
): Promise<Looked> {
  const notShown = new Set(skus);
  const suspicious: string[] = [];
  for (let after = '', more = true; more; ) {
    const page = await views.stock(after, PAGE);
    const levels = await reader.levels(page.items.map(({ sku }) => sku));
    for (const shown of page.items) {
      notShown.delete(shown.sku);
      if (wrongStock(levels.get(shown.sku), shown) !== undefined) suspicious.push(shown.sku);
    }
    after = page.items.at(-1)?.sku ?? after;
    more = page.more;
  }
  const findings = await stillWrong([...suspicious, ...notShown], settle, (again) => lookAtStock(views, reader, again));
  return { looked: skus.size, findings };
}

/** What is shown of each SKU is found by reading the view again, since a SKU has no page of its own. */
async function lookAtStock(views: ShownViews, reader: AuditReader, skus: readonly string[]): Promise<Finding[]> {
  const before = await reader.levels(skus);
  if (!(await views.caughtUp('stock'))) return [];
  const wanted = new Set(skus);
  const shown = new Map<string, ShownStock>();
  for await (const one of pageThrough(
    (after) => views.stock(after, PAGE),
    ({ sku }) => sku,
  )) {
    if (wanted.has(one.sku)) shown.set(one.sku, one);
  }
  const after = await reader.levels(skus);
  return skus.flatMap((sku) => {
    const level = before.get(sku);
    if (level?.version !== after.get(sku)?.version) return [];
    const what = wrongStock(level, shown.get(sku));
    return what === undefined ? [] : [{ id: sku, what }];
  });
}

function wrongStock(known: ShownStock | undefined, shown: ShownStock | undefined): string | undefined {
  const [has, says] = [stockOf(known), stockOf(shown)];
  return has === says ? undefined : `has ${has} and is shown with ${says}`;
}

function stockOf(stock: ShownStock | undefined): string {
  const levels = (stock?.warehouses ?? []).map(
    ({ warehouse, onHand, reserved }) => `${warehouse} ${onHand}/${reserved}`,
  );
  return levels.length === 0 ? 'no stock' : levels.sort().join(', ');
}
