import { inventory } from '../../../modules/inventory/contract.ts';
import { ordering } from '../../../modules/order/contract.ts';
import { payment } from '../../../modules/payment/contract.ts';
import { promotion } from '../../../modules/promotion/contract.ts';
import { sale } from '../../../modules/sale/contract.ts';
import { wallet } from '../../../modules/wallet/contract.ts';
import { present } from '../../../platform/kernel/assert.ts';
import type { MessageFacts } from '../../../platform/messaging/message-facts.ts';
import type { Call, Method } from '../../../platform/rpc/contract.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import type { Sagas, SagaView } from '../../../platform/saga/saga-view.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { createAudit } from '../create-audit.ts';
import type { Audit, AuditReport } from '../door.ts';
import type {
  AuditedCoupon,
  AuditedPayment,
  AuditedShelf,
  AuditedWallet,
  Buyer,
  Claim,
  Credit,
  Hold,
  Order,
  Payment,
  Redemption,
  Sale,
} from '../facts.ts';
import type { ShownOrder, ShownStock, ShownViews } from '../shown-views.ts';

// A shop on paper: whatever a test writes down is what its doors answer, in pages of two, so that every list has several.

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PAGE = 2;

/** The fields of every request that an audit sends. */
interface AnyRequest {
  readonly afterSku: string;
  readonly afterHoldId: string;
  readonly afterOrderId: string;
  readonly afterPaymentId: string;
  readonly afterCreditId: string;
  readonly creditIds: readonly string[];
  readonly afterWalletId: string;
  readonly afterCode: string;
  readonly afterSaleId: string;
  readonly saleId: string;
  readonly saleIds: readonly string[];
  readonly setAsideIds: readonly string[];
  readonly status: string;
  readonly skus: readonly string[];
  readonly orderIds: readonly string[];
}

/** The id of the n-th order of a test. */
export function orderId(number: number): string {
  return `01930000-0000-7000-8000-${number.toString().padStart(12, '0')}`;
}

export class PaperShop {
  readonly clock = new FakeClock();
  readonly shelves = new Map<string, AuditedShelf>();
  readonly holds = new Map<string, Hold>();
  readonly orders = new Map<string, Order>();
  readonly payments = new Map<string, AuditedPayment>();
  readonly coupons = new Map<string, AuditedCoupon>();
  readonly redemptions = new Map<string, Redemption>();
  readonly credits = new Map<string, Credit>();
  readonly wallets = new Map<string, AuditedWallet>();
  readonly sales = new Map<string, Sale>();
  readonly claims = new Map<string, Claim>();
  /** What a sale counts of a customer where that is not what their claims say. */
  readonly buyers = new Map<string, Buyer & { readonly saleId: string }>();
  readonly setAsides = new Map<string, { readonly setAsideId: string; status: string; units: number }>();
  readonly sagas = new Map<string, SagaView>();
  messages: MessageFacts = { waiting: 0, dead: 0, overdue: [], refused: [], ownerless: [], deadAndWaiting: [] };
  /** Ids of orders of which a message is on its way; undefined where nobody can tell. */
  onTheirWay: ReadonlySet<string> | undefined = new Set();
  /** What views show of an order or a SKU, where that is not what the modules hold; undefined for nothing. */
  readonly shownOrders = new Map<string, ShownOrder | undefined>();
  readonly shownStock = new Map<string, ShownStock | undefined>();
  /** Of what `getStock` answers. */
  levelVersion = 1;
  /** Views that do not catch up. */
  readonly behind = new Set<string>();
  /** Called with the name of each method before it is answered: a shop that goes on while it is audited. */
  onCall: (method: string) => void = () => undefined;

  /** A shelf of mugs of which so many are reserved, all by holds that the test writes down. */
  stock(onHand: number, reserved: number, sku = 'MUG'): this {
    this.shelves.set(sku, { sku, warehouse: 'main', onHand, reserved, ledgerOnHand: onHand, held: reserved });
    return this;
  }

  /** An order of mugs at 5.00 each, sold and paid for, with everything that belongs to it. */
  sold(number: number, quantity: number): this {
    this.order(number, quantity, ['PENDING', 'RESERVED', 'PAID', 'CONFIRMED']);
    this.hold(number, quantity, 'confirmed');
    this.pay(number, { status: 'captured', authorisedMinor: quantity * 500, capturedMinor: quantity * 500 });
    return this.saga(number, 'completed');
  }

  /** An order that was cancelled for want of stock. */
  soldOut(number: number, quantity: number): this {
    return this.order(number, quantity, ['PENDING', 'CANCELLED']).saga(number, 'compensated');
  }

  order(number: number, quantity: number, statuses: readonly string[]): this {
    const line = { productId: 'mug', sku: 'MUG', name: '', quantity, unitPriceMinor: 500, stocked: true };
    const timeline = statuses.map((status, index) => ({ status, atMs: index }));
    const id = orderId(number);
    this.orders.set(id, {
      orderId: id,
      sagaId: id,
      customerId: 'ann',
      status: present(statuses.at(-1), 'status'),
      reason: '',
      cancellationRequested: '',
      currency: 'GBP',
      totalMinor: quantity * 500,
      paymentMethod: 'card',
      coupon: '',
      discountMinor: 0,
      storeCreditMinor: 0,
      lines: [line],
      timeline,
      version: statuses.length,
    });
    return this;
  }

  hold(number: number, quantity: number, status: string, expiresAtMs = this.clock.nowMs() + 60_000): this {
    const allocations = [{ sku: 'MUG', warehouse: 'main', quantity }];
    this.holds.set(orderId(number), { holdId: orderId(number), status, expiresAtMs, allocations, setAsideId: '' });
    return this;
  }

  /** A payment on which we and the provider agree. */
  pay(number: number, fields: Partial<Payment>): this {
    const paymentId = orderId(number);
    const row: Payment = {
      paymentId,
      status: 'authorised',
      method: 'card',
      currency: 'GBP',
      authorisedMinor: 0,
      capturedMinor: 0,
      refundedMinor: 0,
      declineCode: '',
      version: 1,
      ...fields,
    };
    this.payments.set(paymentId, { paymentId, ours: row, theirs: row });
    return this;
  }

  /** A coupon with so many uses, all by redemptions that the test writes down. */
  coupon(code: string, uses: number): this {
    const counted = { uses, redeemed: uses, miscountedCustomers: 0, mostByOneCustomer: Math.min(uses, 1) };
    this.coupons.set(code, { code, totalLimit: 10, perCustomerLimit: 1, ...counted });
    return this;
  }

  /** An order's use of a coupon that takes 1.00 off. */
  redeem(number: number, code: string): this {
    const id = orderId(number);
    this.redemptions.set(id, { orderId: id, code, customerId: 'ann', currency: 'GBP', discountMinor: 100 });
    return this;
  }

  /** What an order took from a wallet, and that it asked for it. */
  credit(number: number, amountMinor: number, status = 'taken'): this {
    const id = orderId(number);
    const taken = { walletId: 'w', customerId: 'ann', currency: 'GBP', amountMinor, status, version: 1 };
    this.credits.set(id, { creditId: id, ...taken });
    return this.change(this.orders, id, { storeCreditMinor: amountMinor });
  }

  /** A wallet whose events add up to what it has. */
  wallet(walletId: string, balanceMinor: number): this {
    const ledger = { ledgerMinor: balanceMinor, lowestMinor: 0, creditsMinor: 0, ledgerCreditsMinor: 0 };
    const versions = { version: 3, events: 3, gapFree: true };
    this.wallets.set(walletId, { walletId, currency: 'GBP', balanceMinor, ...ledger, ...versions });
    return this;
  }

  /** An open sale of so many mugs, at most two a customer, of which none is drawn. */
  sale(saleId: string, quantity: number): this {
    const terms = { productId: 'mug', sku: 'MUG', quantity, priceMinor: 500, currency: 'GBP', perCustomerLimit: 2 };
    const times = { startsAtMs: 0, endsAtMs: this.clock.nowMs() + 60_000, rateRequests: 5, rateWindowMs: 1_000 };
    const counts = { epoch: 1, claimed: 0, steerings: 1, version: 1 };
    this.sales.set(saleId, { saleId, terms: { ...terms, ...times }, state: 'open', ...counts });
    this.setAsides.set(saleId, { setAsideId: saleId, status: 'open', units: quantity });
    return this;
  }

  /** An order that has its units of a sale, and has drawn them. */
  claim(number: number, saleId: string, quantity: number, customerId = `customer ${number}`): this {
    const id = orderId(number);
    const { claimed } = present(this.sales.get(saleId), `sale ${saleId}`);
    const { units } = present(this.setAsides.get(saleId), `set-aside ${saleId}`);
    this.claims.set(id, { orderId: id, saleId, customerId, quantity, status: 'claimed', claimedAtMs: 0 });
    this.change(this.sales, saleId, { claimed: claimed + quantity });
    this.change(this.setAsides, saleId, { units: units - quantity });
    this.sold(number, quantity).change(this.holds, id, { setAsideId: saleId });
    return this.change(this.orders, id, { customerId });
  }

  saga(number: number, status: SagaView['status'], fields: Partial<SagaView> = {}): this {
    const sagaId = orderId(number);
    const view = { sagaId, name: 'checkout.v1', status, subjectId: sagaId, traceId: TRACE_ID, steps: [], ...fields };
    this.sagas.set(sagaId, view);
    return this;
  }

  /** Rewrites what is known under an id. */
  change<T>(rows: Map<string, T>, id: string, fields: Partial<T>): this {
    rows.set(id, { ...present(rows.get(id), `row ${id}`), ...fields });
    return this;
  }

  audit(): Promise<AuditReport> {
    return this.auditor().run();
  }

  auditor(): Audit {
    return createAudit({
      doors: this.#doors(),
      sagas: this.#sagas(),
      clock: this.clock,
      settleMs: 0,
      messages: { facts: async () => this.messages, onTheirWay: async () => this.#asked() },
      views: this.#views(),
    });
  }

  #asked(): ReadonlySet<string> | undefined {
    this.onCall('onTheirWay');
    return this.onTheirWay;
  }

  #doors(): Doors {
    return {
      call: async <Request, Reply>({ method, request }: Call<Request, Reply>): Promise<Reply> => {
        this.onCall(method.localName);
        return present(this.#answers.get(method), method.path)(request as AnyRequest) as Reply;
      },
    };
  }

  readonly #answers = new Map<Method, (request: AnyRequest) => unknown>([
    [inventory.auditStock, ({ afterSku }) => named('shelves', page(this.shelves, afterSku))],
    [
      inventory.listHolds,
      ({ afterHoldId, status }) =>
        named(
          'holds',
          page(this.holds, afterHoldId, (hold) => status === '' || hold.status === status),
        ),
    ],
    [
      inventory.getStock,
      ({ skus }) => ({
        levels: some(this.shelves, skus).map((shelf) => ({ ...levelOf(shelf), version: this.levelVersion })),
      }),
    ],
    [ordering.auditOrders, ({ afterOrderId }) => named('orders', page(this.orders, afterOrderId))],
    [promotion.auditCoupons, ({ afterCode }) => named('coupons', page(this.coupons, afterCode))],
    [promotion.listRedemptions, ({ afterOrderId }) => named('redemptions', page(this.redemptions, afterOrderId))],
    [sale.listSales, ({ afterSaleId }) => named('sales', page(this.sales, afterSaleId))],
    [sale.getSales, ({ saleIds }) => ({ sales: some(this.sales, saleIds) })],
    [
      sale.listClaims,
      ({ saleId, afterOrderId, status }) =>
        named(
          'claims',
          page(this.claims, afterOrderId, (claim) => claim.saleId === saleId && claim.status === status),
        ),
    ],
    [sale.listBuyers, ({ saleId }) => ({ buyers: this.#buyersOf(saleId), more: false })],
    [
      inventory.getSetAsides,
      ({ setAsideIds }) => ({
        setAsides: some(this.setAsides, setAsideIds).map(({ units, ...setAside }) => ({
          ...setAside,
          allocations: [{ sku: 'MUG', warehouse: 'main', quantity: units }],
        })),
      }),
    ],
    [wallet.listCredits, ({ afterCreditId }) => named('credits', page(this.credits, afterCreditId))],
    [wallet.getCredits, ({ creditIds }) => ({ credits: some(this.credits, creditIds) })],
    [wallet.auditWallets, ({ afterWalletId }) => named('wallets', page(this.wallets, afterWalletId))],
    [ordering.getOrders, ({ orderIds }) => ({ orders: some(this.orders, orderIds) })],
    [payment.auditPayments, ({ afterPaymentId }) => named('payments', page(this.payments, afterPaymentId))],
  ]);

  /** An order as the view shows it when all is well. */
  shownOf(id: string): ShownOrder {
    const order = present(this.orders.get(id), `order ${id}`);
    const paid = this.payments.get(id)?.ours;
    const unpaid = { status: 'none', authorisedMinor: 0, capturedMinor: 0, refundedMinor: 0, declineCode: '' };
    const itemCount = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return { ...order, itemCount, payment: paid === undefined || paid.currency === '' ? unpaid : paid };
  }

  #views(): ShownViews {
    return {
      caughtUp: async (view) => !this.behind.has(view),
      orders: async (after) => {
        const ids = new Set([...this.orders.keys(), ...this.shownOrders.keys()]);
        return page(
          shownRows(ids, this.shownOrders, (id) => this.shownOf(id)),
          after,
        );
      },
      stock: async (after) => {
        const skus = new Set([...this.shelves.keys(), ...this.shownStock.keys()]);
        return page(
          shownRows(skus, this.shownStock, (sku) => levelOf(present(this.shelves.get(sku), sku))),
          after,
        );
      },
    };
  }

  /** A sale that counts so many units of a customer, whatever they claimed. */
  buyer(saleId: string, customerId: string, units: number): this {
    this.buyers.set(`${saleId} ${customerId}`, { saleId, customerId, units });
    return this;
  }

  #buyersOf(saleId: string): Buyer[] {
    const units = new Map<string, number>();
    for (const claim of this.claims.values()) {
      if (claim.saleId === saleId) units.set(claim.customerId, (units.get(claim.customerId) ?? 0) + claim.quantity);
    }
    for (const buyer of this.buyers.values()) if (buyer.saleId === saleId) units.set(buyer.customerId, buyer.units);
    return [...units].map(([customerId, counted]) => ({ customerId, units: counted }));
  }

  #sagas(): Sagas {
    return {
      get: async (sagaId) => this.sagas.get(sagaId),
      list: async ({ before }) => {
        const newestFirst = [...this.sagas.values()].sort((one, other) => (one.sagaId < other.sagaId ? 1 : -1));
        const rest = newestFirst.filter(({ sagaId }) => before === undefined || sagaId < before);
        return { sagas: rest.slice(0, PAGE), more: rest.length > PAGE };
      },
      retry: async () => 'not_possible',
      compensate: async () => 'not_possible',
    };
  }
}

function page<T>(rows: ReadonlyMap<string, T>, after: string, keep: (row: T) => boolean = () => true) {
  const ids = [...rows.keys()].sort().filter((id) => id > after);
  const kept = ids.map((id) => present(rows.get(id), id)).filter(keep);
  return { items: kept.slice(0, PAGE), more: kept.length > PAGE };
}

function named<T>(name: string, { items, more }: { items: readonly T[]; more: boolean }): object {
  return { [name]: items, more };
}

function some<T>(rows: ReadonlyMap<string, T>, ids: readonly string[]): T[] {
  return ids.flatMap((id) => rows.get(id) ?? []);
}

function shownRows<Row>(
  ids: ReadonlySet<string>,
  spoilt: ReadonlyMap<string, Row | undefined>,
  sound: (id: string) => Row,
) {
  const shown = new Map<string, Row>();
  for (const id of ids) {
    const row = spoilt.has(id) ? spoilt.get(id) : sound(id);
    if (row !== undefined) shown.set(id, row);
  }
  return shown;
}

function levelOf({ sku, warehouse, onHand, reserved }: AuditedShelf) {
  return { sku, warehouses: [{ warehouse, onHand, reserved }] };
}
