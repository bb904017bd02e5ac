import type { Clock } from '../../platform/kernel/clock.ts';
import type { MessageAudit } from '../../platform/messaging/message-facts.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Sagas } from '../../platform/saga/saga-view.ts';
import { AuditReader } from './audit-reader.ts';
import { addDrawn, auditSales } from './audit-sales.ts';
import type { Audit, AuditReport, InvariantResult } from './door.ts';
import { isInFlight, isToldToCancel } from './facts.ts';
import { count, type Finding, resultOf } from './finding.ts';
import { wrongCoupon } from './invariants/coupon-uses.ts';
import { holdsInTime } from './invariants/holds-in-time.ts';
import { holdsMatchOrders } from './invariants/holds-match-orders.ts';
import { astray, countCancellations, notCancelledOnce } from './invariants/messages-applied.ts';
import { addUnits, overdrawn, reallyOversold, unitsTaken } from './invariants/no-oversell.ts';
import type { Counts, OrderInvariant } from './invariants/order-invariant.ts';
import { orderLifecycle } from './invariants/order-lifecycle.ts';
import { paymentAndOrder } from './invariants/payment-and-order.ts';
import { providerLedger } from './invariants/provider-ledger.ts';
import { redemptionsMatchOrders } from './invariants/redemptions-match-orders.ts';
import { abandoned, countSagas, stillOutlives } from './invariants/saga-invariant.ts';
import { wrongShelf } from './invariants/stock-equals-ledger.ts';
import { auditViews } from './invariants/views-match-modules.ts';
import { wrongWallet } from './invariants/wallet-equals-ledger.ts';
import type { ShownViews } from './shown-views.ts';
import { stillWrong } from './still-wrong.ts';

// Guarantees: what is reported was wrong at one moment, on a busy system too; orders that a saga is at work on are not
// judged by what the saga has yet to do. Memory holds a page of each list, one number per SKU, one per buyer of a sale
// and the ids of what looks wrong or is in flight. Does not guarantee to see what is wrong only for an instant.

export interface AuditOptions {
  readonly doors: Doors;
  readonly sagas: Sagas;
  readonly clock: Clock;
  /** Without it messages are not judged: nobody could say which of them are still on their way. */
  readonly messages?: MessageAudit;
  /** Without it views are not judged. */
  readonly views?: ShownViews;
  /** How long a message may be due before somebody takes it. */
  readonly messageGraceMs?: number;
  /** How long to wait before looking again at what seems to be wrong. */
  readonly settleMs?: number;
  /** How long a hold may be held past its time: the period of the sweep, and its work. */
  readonly holdGraceMs?: number;
}

const ORDER_INVARIANTS: readonly OrderInvariant[] = [
  holdsMatchOrders,
  paymentAndOrder,
  providerLedger,
  orderLifecycle,
  redemptionsMatchOrders,
];

export function createAudit(options: AuditOptions): Audit {
  let current: Promise<AuditReport> | undefined;
  return {
    // Audits asked for while one runs are answered by that one: asking often costs nothing.
    run: () => {
      current ??= runAudit(options).finally(() => {
        current = undefined;
      });
      return current;
    },
  };
}

async function runAudit(options: AuditOptions) {
  const { doors, sagas, clock, settleMs = 1_000, holdGraceMs = 15_000 } = options;
  const reader = new AuditReader(doors);
  const settle = { clock, settleMs };
  const orders = await passOverOrders(reader);
  const { supply, stockResult } = await passOverShelves(reader);
  const invariants: InvariantResult[] = [stockResult];

  const suspects = overdrawn(orders.taken, supply);
  const oversold = await reallyOversold(reader, suspects, supply);
  const skus = count(new Set([...supply.keys(), ...orders.taken.keys()]).size, 'SKU');
  invariants.push(resultOf('no-oversell', `Compared the supply of ${skus} with orders and holds`, oversold));

  for (const invariant of ORDER_INVARIANTS) {
    const findings = await stillWrong(orders.suspicious.get(invariant.name) ?? [], settle, async (ids) => {
      const found: Finding[] = [];
      for await (const facts of reader.again(ids)) {
        const what = invariant.wrong(facts);
        if (what !== undefined) found.push({ id: facts.orderId, what });
      }
      return found;
    });
    invariants.push(resultOf(invariant.name, invariant.checked(orders.counts), findings));
  }
  invariants.push(await auditCoupons(reader));
  invariants.push(await auditWallets(reader, settle));
  const ofSales = { settle, messageGraceMs: options.messageGraceMs ?? 60_000, messages: options.messages };
  invariants.push(await auditSales(reader, orders.drawn, ofSales));
  invariants.push(await auditSagas(sagas, reader, orders.inFlight, settle));
  const checkedAtMs = clock.nowMs();
  invariants.push(await holdsInTime(reader, checkedAtMs, holdGraceMs));
  if (options.messages !== undefined) {
    invariants.push(await auditMessages(options.messages, options, orders.toldToCancel, settle));
  }
  if (options.views !== undefined) {
    invariants.push(await auditViews(options.views, reader, settle, new Set(supply.keys())));
  }
  return { ok: invariants.every(({ ok }) => ok), checkedAtMs, invariants };
}

interface OrderPass {
  readonly counts: Counts;
  readonly taken: ReadonlyMap<string, number>;
  /** Ids that look wrong, by invariant. */
  readonly suspicious: ReadonlyMap<string, readonly string[]>;
  /** Units of live holds, by the set-aside that they were drawn from. */
  readonly drawn: ReadonlyMap<string, number>;
  readonly inFlight: readonly string[];
  /** Orders of which an event said that they are to be cancelled. */
  readonly toldToCancel: readonly string[];
}

async function passOverOrders(reader: AuditReader): Promise<OrderPass> {
  const counts: Counts = { orders: 0, holds: 0, payments: 0, redemptions: 0 };
  const taken = new Map<string, number>();
  const suspicious = new Map<string, string[]>(ORDER_INVARIANTS.map(({ name }) => [name, []]));
  const drawn = new Map<string, number>();
  const inFlight: string[] = [];
  const toldToCancel: string[] = [];
  for await (const facts of reader.byOrder()) {
    if (facts.order !== undefined) counts.orders += 1;
    if (facts.hold !== undefined) counts.holds += 1;
    if (facts.payment !== undefined) counts.payments += 1;
    if (facts.redemption !== undefined) counts.redemptions += 1;
    addUnits(taken, unitsTaken(facts));
    addDrawn(drawn, facts.hold);
    if (facts.order !== undefined && isInFlight(facts.order)) inFlight.push(facts.orderId);
    if (facts.order !== undefined && isToldToCancel(facts.order)) toldToCancel.push(facts.orderId);
    for (const { name, wrong } of ORDER_INVARIANTS) {
      if (wrong(facts) !== undefined) suspicious.get(name)?.push(facts.orderId);
    }
  }
  return { counts, taken, drawn, suspicious, inFlight, toldToCancel };
}

async function passOverShelves(reader: AuditReader) {
  const supply = new Map<string, number>();
  const findings: Finding[] = [];
  let looked = 0;
  for await (const shelf of reader.shelves()) {
    looked += 1;
    addUnits(supply, new Map([[shelf.sku, shelf.ledgerOnHand]]));
    const what = wrongShelf(shelf);
    if (what !== undefined) findings.push({ id: `${shelf.sku} in ${shelf.warehouse}`, what });
  }
  const checked = `Compared ${count(looked, 'shelf', 'shelves')} with the ledger and the holds`;
  return { supply, stockResult: resultOf('stock-equals-ledger', checked, findings) };
}

async function auditCoupons(reader: AuditReader): Promise<InvariantResult> {
  const findings: Finding[] = [];
  let looked = 0;
  for await (const coupon of reader.coupons()) {
    looked += 1;
    const what = wrongCoupon(coupon);
    if (what !== undefined) findings.push({ id: `coupon ${coupon.code}`, what });
  }
  return resultOf('coupon-uses', `Compared ${count(looked, 'coupon')} with redemptions and limits`, findings);
}

/** Nothing is one snapshot here: what looks wrong on a busy wallet is read again. */
async function auditWallets(
  reader: AuditReader,
  settle: { readonly clock: Clock; readonly settleMs: number },
): Promise<InvariantResult> {
  const suspects: string[] = [];
  let looked = 0;
  for await (const wallet of reader.wallets()) {
    looked += 1;
    if (wrongWallet(wallet) !== undefined) suspects.push(wallet.walletId);
  }
  const findings = await stillWrong(suspects, settle, async (ids) => {
    const found: Finding[] = [];
    for (const id of ids) {
      const wallet = await reader.wallet(id);
      const what = wallet && wrongWallet(wallet);
      if (what !== undefined) found.push({ id, what });
    }
    return found;
  });
  const named = findings.map(({ id, what }) => ({ id: `wallet ${id}`, what }));
  return resultOf('wallet-equals-ledger', `Compared ${count(looked, 'wallet')} with their events`, named);
}

async function auditSagas(
  sagas: Sagas,
  reader: AuditReader,
  inFlight: readonly string[],
  settle: { readonly clock: Clock; readonly settleMs: number },
): Promise<InvariantResult> {
  const census = await countSagas(sagas, reader);
  const oneByOne = (look: (id: string) => Promise<string | undefined>) => async (ids: readonly string[]) => {
    const found: Finding[] = [];
    for (const id of ids) {
      const what = await look(id);
      if (what !== undefined) found.push({ id, what });
    }
    return found;
  };
  const lookForSaga = oneByOne((id) => abandoned(sagas, reader, id));
  const lost = (await lookForSaga(inFlight)).map(({ id }) => id);
  const findings = [
    ...[...census.wrong].map(([id, what]) => ({ id, what })),
    ...(await stillWrong(
      census.running,
      settle,
      oneByOne((id) => stillOutlives(sagas, reader, id)),
    )),
    ...(await stillWrong(lost, settle, lookForSaga)),
  ];
  const parked = census.parked.length === 0 ? 'none parked' : `parked for an operator: ${named(census.parked)}`;
  const checked = `Looked at ${count(census.looked, 'saga')} and ${count(inFlight.length, 'order')} in flight, ${parked}`;
  return resultOf('sagas', checked, findings);
}

async function auditMessages(
  messages: MessageAudit,
  { sagas, clock, messageGraceMs = 60_000 }: AuditOptions,
  toldToCancel: readonly string[],
  settle: { readonly clock: Clock; readonly settleMs: number },
): Promise<InvariantResult> {
  const factsNow = () => messages.facts(clock.nowMs() - messageGraceMs);
  const facts = await factsNow();
  const notOnce = async (ids: readonly string[]) => notCancelledOnce(ids, await countCancellations(sagas), messages);
  const strays = astray(facts, clock.nowMs()).map(({ id }) => id);
  const suspicious = (await notOnce(toldToCancel)).map(({ id }) => id);
  const findings = [
    ...(await stillWrong(suspicious, settle, notOnce)),
    ...(await stillWrong(strays, settle, async (ids) =>
      astray(await factsNow(), clock.nowMs()).filter(({ id }) => ids.includes(id)),
    )),
  ];
  const dead = facts.dead === 0 ? 'none dead' : `${facts.dead} dead for an operator`;
  const told = count(toldToCancel.length, 'cancellation that was told of', 'cancellations that were told of');
  return resultOf('messages', `Looked at ${count(facts.waiting, 'waiting message')}, ${dead}, and ${told}`, findings);
}

function named(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}
