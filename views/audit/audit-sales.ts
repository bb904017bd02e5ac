import type { MessageAudit } from '../../platform/messaging/message-facts.ts';
import type { AuditReader } from './audit-reader.ts';
import type { InvariantResult } from './door.ts';
import { type Claim, type Hold, isSold, type Order, type Sale } from './facts.ts';
import { count, type Finding, resultOf } from './finding.ts';
import { type Miscounted, type SaleFacts, wrongSale } from './invariants/sales-match-claims.ts';
import { type Settle, stillWrong } from './still-wrong.ts';

// The audit of flash sales. Claims and holds of a sale are read in pages, so a sale that sells meanwhile is read again,
// and is judged once it stood still for as long as that took.

const CLAIMS_AT_ONCE = 500;
/** The module that tells of them. */
const SALES = 'sale';

export interface SaleAuditOptions {
  readonly settle: Settle;
  /** How long units may stay with an order that was cancelled, and how long one may wait that was queued. */
  readonly messageGraceMs: number;
  /** Without it nobody can say which orders are still on their way, and those that are not there are not judged. */
  readonly messages: Pick<MessageAudit, 'onTheirWay'> | undefined;
}

export async function auditSales(
  reader: AuditReader,
  drawn: ReadonlyMap<string, number>,
  options: SaleAuditOptions,
): Promise<InvariantResult> {
  const suspects: string[] = [];
  let looked = 0;
  for await (const sale of reader.sales()) {
    looked += 1;
    const facts = await factsOf(reader, sale, drawn.get(sale.saleId) ?? 0, options);
    if (wrongSale(facts).length > 0) suspects.push(sale.saleId);
  }
  const findings = await stillWrong(suspects, options.settle, (ids) => lookAgain(reader, ids, options));
  const named = findings.map(({ id, what }) => ({ id: `sale ${id}`, what }));
  return resultOf('sales-match-claims', `Compared ${count(looked, 'sale')} with claims, orders and stock`, named);
}

/** Adds the units of a live hold to those that were drawn from its set-aside. */
export function addDrawn(drawn: Map<string, number>, hold: Hold | undefined): void {
  if (hold === undefined || hold.setAsideId === '' || (hold.status !== 'held' && hold.status !== 'confirmed')) return;
  const units = hold.allocations.reduce((sum, { quantity }) => sum + quantity, 0);
  drawn.set(hold.setAsideId, (drawn.get(hold.setAsideId) ?? 0) + units);
}

async function factsOf(
  reader: AuditReader,
  sale: Sale,
  drawnUnits: number,
  options: SaleAuditOptions,
): Promise<SaleFacts> {
  const unitsByCustomer = new Map<string, number>();
  const cancelled: string[] = [];
  const lost: string[] = [];
  const differing: string[] = [];
  let claimedUnits = 0;
  let soldUnits = 0;
  let page: Claim[] = [];
  const judgePage = async () => {
    const orders = await reader.orders(page.map(({ orderId }) => orderId));
    for (const claim of page) {
      const order = orders.get(claim.orderId);
      if (order === undefined) continue;
      if (wasCancelled(order, options)) cancelled.push(order.orderId);
      if (order.customerId !== claim.customerId || unitsOf(order, sale) !== claim.quantity)
        differing.push(order.orderId);
      if (isSold(order)) soldUnits += claim.quantity;
    }
    const missing = page.filter(({ orderId }) => !orders.has(orderId));
    lost.push(...(await lostOf(reader, missing, options)));
    page = [];
  };
  for await (const claim of reader.claims(sale.saleId)) {
    claimedUnits += claim.quantity;
    unitsByCustomer.set(claim.customerId, (unitsByCustomer.get(claim.customerId) ?? 0) + claim.quantity);
    page.push(claim);
    if (page.length === CLAIMS_AT_ONCE) await judgePage();
  }
  if (page.length > 0) await judgePage();
  const miscounted: Miscounted[] = [];
  const uncounted = new Map(unitsByCustomer);
  for await (const { customerId, units } of reader.buyers(sale.saleId)) {
    const claimed = unitsByCustomer.get(customerId) ?? 0;
    if (units !== claimed) miscounted.push({ customerId, counted: units, claimed });
    uncounted.delete(customerId);
  }
  for (const [customerId, claimed] of uncounted) miscounted.push({ customerId, counted: 0, claimed });
  const setAsideUnits = await reader.setAsideUnits(sale.saleId);
  const { settle, messageGraceMs } = options;
  const isLongOver = (sale.terms?.endsAtMs ?? 0) + messageGraceMs < settle.clock.nowMs();
  const ofClaims = { claimedUnits, unitsByCustomer, miscounted, differing, soldUnits, cancelled, lost };
  return { sale, ...ofClaims, setAsideUnits, drawnUnits, isLongOver };
}

function unitsOf({ lines }: Order, { terms }: Sale): number {
  return lines.filter(({ sku }) => sku === terms?.sku).reduce((sum, { quantity }) => sum + quantity, 0);
}

/**
 * An order that has its units is placed by an event: where neither is there, nobody will ever place it. One that was placed while
 * its event was looked for is there by now.
 */
async function lostOf(
  reader: AuditReader,
  claims: readonly Claim[],
  { settle, messageGraceMs, messages }: SaleAuditOptions,
): Promise<readonly string[]> {
  const since = settle.clock.nowMs() - messageGraceMs;
  const old = claims.filter(({ claimedAtMs }) => claimedAtMs < since).map(({ orderId }) => orderId);
  const onTheirWay = old.length === 0 ? undefined : await messages?.onTheirWay(SALES, old);
  if (onTheirWay === undefined) return [];
  const nowhere = old.filter((orderId) => !onTheirWay.has(orderId));
  const placed = await reader.orders(nowhere);
  return nowhere.filter((orderId) => !placed.has(orderId));
}

/** Units come back by an event, which may be on its way for a while. */
function wasCancelled({ status, timeline }: Order, { settle, messageGraceMs }: SaleAuditOptions): boolean {
  const endedAtMs = timeline.at(-1)?.atMs ?? 0;
  return status === 'CANCELLED' && endedAtMs + messageGraceMs < settle.clock.nowMs();
}

/** Sales as they stand now. One that sold, or whose stock was drawn, while it was read is left out. */
async function lookAgain(
  reader: AuditReader,
  saleIds: readonly string[],
  options: SaleAuditOptions,
): Promise<Finding[]> {
  const before = await standing(reader, saleIds);
  const drawn = new Map<string, number>();
  for (const status of ['held', 'confirmed']) for await (const hold of reader.holds(status)) addDrawn(drawn, hold);
  const found: Finding[] = [];
  for (const [saleId, { sale, setAsideUnits }] of before) {
    const facts = await factsOf(reader, sale, drawn.get(saleId) ?? 0, options);
    const after = (await standing(reader, [saleId])).get(saleId);
    if (after?.sale.version !== sale.version || after.setAsideUnits !== setAsideUnits) continue;
    const whats = wrongSale(facts);
    if (whats.length > 0) found.push({ id: saleId, what: whats.join(' and ') });
  }
  return found;
}

async function standing(reader: AuditReader, saleIds: readonly string[]) {
  const sales = await reader.salesNow(saleIds);
  const all = new Map<string, { readonly sale: Sale; readonly setAsideUnits: number | undefined }>();
  for (const sale of sales) all.set(sale.saleId, { sale, setAsideUnits: await reader.setAsideUnits(sale.saleId) });
  return all;
}
