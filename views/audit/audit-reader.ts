import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
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
  OrderFacts,
  Redemption,
  Sale,
  StockLevel,
} from './facts.ts';
import { idBefore } from './id-before.ts';
import { MergedCursor, smallestId } from './merge-by-id.ts';
import { pageThrough } from './page-through.ts';

// Reads facts through the doors, a page at a time. Lists that are read side by side are read at slightly different
// moments: on a busy system what looks wrong has to be read again, by id and in the order in which sagas write.

const PAGE = 500;
/** Every page of stock reads all active holds, one of coupons all live redemptions, so fewer pages cost less. */
const LARGE_PAGE = 1_000;
const READ_AGAIN_AT_ONCE = 100;

export class AuditReader {
  readonly #doors: Doors;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  /** Shelves in order of SKU. Each one is a snapshot: level, ledger and holds were read in one statement. */
  shelves(): AsyncGenerator<AuditedShelf> {
    return pageThrough(
      async (afterSku) => {
        const { shelves, more } = await this.#doors.call(inventory.auditStock({ afterSku, limit: LARGE_PAGE }));
        return { items: shelves, more };
      },
      ({ sku }) => sku,
    );
  }

  /** Coupons in order of code. Each one is a snapshot: its count and its redemptions were read in one statement. */
  coupons(): AsyncGenerator<AuditedCoupon> {
    return pageThrough(
      async (afterCode) => {
        const { coupons, more } = await this.#doors.call(promotion.auditCoupons({ afterCode, limit: LARGE_PAGE }));
        return { items: coupons, more };
      },
      ({ code }) => code,
    );
  }

  /** Wallets in order of id, each beside what its events say. */
  wallets(): AsyncGenerator<AuditedWallet> {
    return pageThrough(
      async (afterWalletId) => {
        const { wallets, more } = await this.#doors.call(wallet.auditWallets({ afterWalletId, limit: PAGE }));
        return { items: wallets, more };
      },
      ({ walletId }) => walletId,
    );
  }

  async wallet(walletId: string): Promise<AuditedWallet | undefined> {
    const page = { afterWalletId: idBefore(walletId), limit: 1 };
    const { wallets } = await this.#doors.call(wallet.auditWallets(page));
    return wallets.find((row) => row.walletId === walletId);
  }

  /** Sales in order of id. */
  sales(): AsyncGenerator<Sale> {
    return pageThrough(
      async (afterSaleId) => {
        const { sales, more } = await this.#doors.call(sale.listSales({ afterSaleId, limit: PAGE, state: '' }));
        return { items: sales, more };
      },
      ({ saleId }) => saleId,
    );
  }

  async salesNow(saleIds: readonly string[]): Promise<readonly Sale[]> {
    return (await this.#doors.call(sale.getSales({ saleIds }))).sales;
  }

  /** Live claims of a sale in order of their orders. */
  claims(saleId: string): AsyncGenerator<Claim> {
    return pageThrough(
      async (afterOrderId) => {
        const page = { saleId, afterOrderId, limit: PAGE, status: 'claimed' };
        const { claims, more } = await this.#doors.call(sale.listClaims(page));
        return { items: claims, more };
      },
      ({ orderId }) => orderId,
    );
  }

  /** Customers of a sale in order of their ids, with what is counted of each. */
  buyers(saleId: string): AsyncGenerator<Buyer> {
    return pageThrough(
      async (afterCustomerId) => {
        const { buyers, more } = await this.#doors.call(sale.listBuyers({ saleId, afterCustomerId, limit: PAGE }));
        return { items: buyers, more };
      },
      ({ customerId }) => customerId,
    );
  }

  /** Units that no hold has drawn; undefined where nothing is set aside, or no longer. */
  async setAsideUnits(setAsideId: string): Promise<number | undefined> {
    const { setAsides } = await this.#doors.call(inventory.getSetAsides({ setAsideIds: [setAsideId] }));
    const [found] = setAsides;
    if (found?.status !== 'open') return undefined;
    return found.allocations.reduce((units, { quantity }) => units + quantity, 0);
  }

  /** Holds in order of id; of one status, or all of them for ''. */
  holds(status = ''): AsyncGenerator<Hold> {
    return pageThrough(
      async (afterHoldId) => {
        const { holds, more } = await this.#doors.call(inventory.listHolds({ afterHoldId, limit: PAGE, status }));
        return { items: holds, more };
      },
      ({ holdId }) => holdId,
    );
  }

  /** Orders with what belongs to them, and what belongs to no order, in order of id. */
  async *byOrder(): AsyncGenerator<OrderFacts> {
    const orders = new MergedCursor({ items: this.#orders(), idOf: ({ orderId }: Order) => orderId });
    const holds = new MergedCursor({ items: this.holds(), idOf: ({ holdId }: Hold) => holdId });
    const payments = new MergedCursor({
      items: this.#payments(),
      idOf: ({ paymentId }: AuditedPayment) => paymentId,
    });
    const redemptions = new MergedCursor({ items: this.#redemptions(), idOf: ({ orderId }: Redemption) => orderId });
    const credits = new MergedCursor({ items: this.#credits(), idOf: ({ creditId }: Credit) => creditId });
    const cursors = [orders, holds, payments, redemptions, credits];
    for (const cursor of cursors) await cursor.advance();
    for (;;) {
      const orderId = smallestId(cursors.map(({ id }) => id));
      if (orderId === undefined) return;
      const order = await orders.take(orderId);
      const hold = await holds.take(orderId);
      const payment = await payments.take(orderId);
      const redemption = await redemptions.take(orderId);
      yield { orderId, order, hold, payment, redemption, credit: await credits.take(orderId) };
    }
  }

  /**
   * The facts of some orders as they stand now, in parts that belong together. An order that changed while what
   * belongs to it was read is left out: a saga is at work on it.
   */
  async *again(orderIds: readonly string[]): AsyncGenerator<OrderFacts> {
    for (let start = 0; start < orderIds.length; start += READ_AGAIN_AT_ONCE) {
      const ids = orderIds.slice(start, start + READ_AGAIN_AT_ONCE);
      const before = await this.orders(ids);
      const parts = await Promise.all(
        ids.map(async (id) => ({
          hold: await this.hold(id),
          payment: await this.#payment(id),
          redemption: await this.#redemption(id),
          credit: await this.#credit(id),
        })),
      );
      const after = await this.orders(ids);
      for (const [index, orderId] of ids.entries()) {
        const order = after.get(orderId);
        if (order?.version !== before.get(orderId)?.version) continue;
        const { hold, payment, redemption, credit } = present(parts[index], `parts of order ${orderId}`);
        yield { orderId, order, hold, payment, redemption, credit };
      }
    }
  }

  async orders(orderIds: readonly string[]): Promise<ReadonlyMap<string, Order>> {
    const { orders } = await this.#doors.call(ordering.getOrders({ orderIds }));
    return new Map(orders.map((order) => [order.orderId, order]));
  }

  async hold(holdId: string): Promise<Hold | undefined> {
    const page = { afterHoldId: idBefore(holdId), limit: 1, status: '' };
    const { holds } = await this.#doors.call(inventory.listHolds(page));
    return holds.find((hold) => hold.holdId === holdId);
  }

  /** Orders with their payments, and payments that belong to no order, in order of id. */
  async *ordersPaid(): AsyncGenerator<Pick<OrderFacts, 'orderId' | 'order' | 'payment'>> {
    const orders = new MergedCursor({ items: this.#orders(), idOf: ({ orderId }: Order) => orderId });
    const payments = new MergedCursor({ items: this.#payments(), idOf: ({ paymentId }: AuditedPayment) => paymentId });
    for (const cursor of [orders, payments]) await cursor.advance();
    for (;;) {
      const orderId = smallestId([orders.id, payments.id]);
      if (orderId === undefined) return;
      const order = await orders.take(orderId);
      yield { orderId, order, payment: await payments.take(orderId) };
    }
  }

  /** What some SKUs have, by SKU, with the version of each. */
  async levels(skus: readonly string[]): Promise<ReadonlyMap<string, StockLevel>> {
    const { levels } = await this.#doors.call(inventory.getStock({ skus: [...skus] }));
    return new Map(levels.map((level) => [level.sku, level]));
  }

  /** Units on hand of a SKU over all warehouses. */
  async onHand(sku: string): Promise<number> {
    const { levels } = await this.#doors.call(inventory.getStock({ skus: [sku] }));
    return (levels[0]?.warehouses ?? []).reduce((sum, { onHand }) => sum + onHand, 0);
  }

  async #payment(paymentId: string): Promise<AuditedPayment | undefined> {
    const page = { afterPaymentId: idBefore(paymentId), limit: 1 };
    const { payments } = await this.#doors.call(payment.auditPayments(page));
    return payments.find((row) => row.paymentId === paymentId);
  }

  async #redemption(orderId: string): Promise<Redemption | undefined> {
    const page = { afterOrderId: idBefore(orderId), limit: 1 };
    const { redemptions } = await this.#doors.call(promotion.listRedemptions(page));
    return redemptions.find((row) => row.orderId === orderId);
  }

  async #credit(creditId: string): Promise<Credit | undefined> {
    const { credits } = await this.#doors.call(wallet.getCredits({ creditIds: [creditId] }));
    return credits[0];
  }

  #credits(): AsyncGenerator<Credit> {
    return pageThrough(
      async (afterCreditId) => {
        const { credits, more } = await this.#doors.call(wallet.listCredits({ afterCreditId, limit: PAGE }));
        return { items: credits, more };
      },
      ({ creditId }) => creditId,
    );
  }

  #redemptions(): AsyncGenerator<Redemption> {
    return pageThrough(
      async (afterOrderId) => {
        const { redemptions, more } = await this.#doors.call(promotion.listRedemptions({ afterOrderId, limit: PAGE }));
        return { items: redemptions, more };
      },
      ({ orderId }) => orderId,
    );
  }

  #orders(): AsyncGenerator<Order> {
    return pageThrough(
      async (afterOrderId) => {
        const { orders, more } = await this.#doors.call(ordering.auditOrders({ afterOrderId, limit: PAGE }));
        return { items: orders, more };
      },
      ({ orderId }) => orderId,
    );
  }

  #payments(): AsyncGenerator<AuditedPayment> {
    return pageThrough(
      async (afterPaymentId) => {
        const { payments, more } = await this.#doors.call(payment.auditPayments({ afterPaymentId, limit: PAGE }));
        return { items: payments, more };
      },
      ({ paymentId }) => paymentId,
    );
  }
}
