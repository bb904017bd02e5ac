import { customer } from '../../../modules/customer/contract.ts';
import { customerModule } from '../../../modules/customer/module.ts';
import { inventory } from '../../../modules/inventory/contract.ts';
import { inventoryModule } from '../../../modules/inventory/module.ts';
import { ordering } from '../../../modules/order/contract.ts';
import { orderModule } from '../../../modules/order/module.ts';
import { payment } from '../../../modules/payment/contract.ts';
import { paymentModule, sandboxProvider } from '../../../modules/payment/module.ts';
import { pricing } from '../../../modules/pricing/contract.ts';
import { pricingModule } from '../../../modules/pricing/module.ts';
import { promotion } from '../../../modules/promotion/contract.ts';
import { promotionModule } from '../../../modules/promotion/module.ts';
import { wallet } from '../../../modules/wallet/contract.ts';
import { walletModule } from '../../../modules/wallet/module.ts';
import type { Command } from '../../../platform/batching/command.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { newId } from '../../../platform/lifecycle/new-id.ts';
import type { Call, Reply } from '../../../platform/rpc/contract.ts';
import { type CallContext, type Doors, Unanswered } from '../../../platform/rpc/doors.ts';
import { doorsOf, LocalModule } from '../../../platform/rpc/local-module.ts';
import type { Module } from '../../../platform/rpc/module.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { Store } from '../../../platform/store/store.ts';

// The real modules of a checkout in memory, with doors that lose requests or replies when a test says so.

/** What happens to the calls of one method, attempt by attempt; afterwards they arrive. */
export type Fault = 'request lost' | 'reply lost';

export const STOCK = 5;
export const PRICE_MINOR = 1_000;
/** Takes 3.00 off one order. */
const COUPON = 'ONCE';
const DISCOUNT_MINOR = 300;

/** Sees what a shop makes for its orders: the requests that are decided and the rows that are written, with their kind. */
export type Watcher = (kind: string, made: object) => void;

/** What is to be paid for one mug with the coupon. */
export const WITH_COUPON = {
  totalMinor: PRICE_MINOR - DISCOUNT_MINOR,
  coupon: { code: COUPON, discountMinor: DISCOUNT_MINOR },
};

function watchedModule(module: Module, watcher: Watcher): Module {
  const commands = module.commands.map((command): Command => {
    return {
      ...command,
      decide: (rows, request, facts) => {
        watcher(`request of ${command.method.path}`, request as object);
        const decision = command.decide(rows, request, facts);
        for (const effect of decision.effects) {
          if ('emit' in effect) watcher(`payload of ${effect.emit.type}`, effect.payload as object);
        }
        return decision;
      },
    };
  });
  return { ...module, commands };
}

/** A store in memory whose written rows are seen. */
export function watchedStore(watcher: Watcher): Store {
  const store = new MemoryStore();
  return {
    transact: (work) =>
      store.transact((transaction) =>
        work({
          ...transaction,
          write: (writes) => {
            for (const write of writes) {
              if (write.write !== 'delete') watcher(`row of ${write.table.name}`, write.row as object);
            }
            transaction.write(writes);
          },
        }),
      ),
  };
}

export class MemoryShop {
  readonly doors: Doors;
  /** Local names of all calls, in order. */
  readonly calls: string[] = [];
  readonly #faults = new Map<string, Fault[]>();

  constructor(clock: Clock, watcher?: Watcher) {
    const provider = sandboxProvider({ store: new MemoryStore(), clock, random: () => 0.5 });
    const modules = [
      customerModule(),
      inventoryModule(),
      orderModule(),
      paymentModule({ provider }),
      pricingModule(),
      promotionModule(),
      walletModule(),
    ].map(
      (module) =>
        new LocalModule(watcher === undefined ? module : watchedModule(module, watcher), {
          store: watcher === undefined ? new MemoryStore() : watchedStore(watcher),
          clock,
          reader: { query: () => Promise.reject(new Error('no SQL in memory')) },
          record: () => false,
        }),
    );
    const inner = doorsOf(modules);
    this.doors = { call: (call, context) => this.#carry(inner, call, context) };
  }

  call<Request, ReplyType>(call: Call<Request, ReplyType>): Promise<ReplyType> {
    return this.doors.call(call);
  }

  async open(): Promise<void> {
    await this.call(
      pricing.setPrice({
        productId: 'mug',
        priceList: 'retail',
        currency: 'GBP',
        amountMinor: PRICE_MINOR,
        open: false,
      }),
    );
    await this.call(
      inventory.adjustStock({ adjustmentId: 'first', sku: 'MUG', warehouse: 'main', delta: STOCK, reason: 'goods in' }),
    );
    await this.call(
      promotion.createCoupon({
        couponId: '00000000-0000-7000-8000-0000000000c0',
        code: COUPON,
        discountKind: 'fixed',
        value: DISCOUNT_MINOR,
        currency: 'GBP',
        minimumMinor: 0,
        totalLimit: 1,
        perCustomerLimit: 0,
        startsAtMs: 0,
        endsAtMs: 0,
      }),
    );
  }

  /** The next calls of the method meet these faults, in order. */
  plan(localName: string, faults: readonly Fault[]): void {
    this.#faults.set(localName, [...faults]);
  }

  async order(orderId: string): Promise<Reply<typeof ordering.getOrders>['orders'][number] | undefined> {
    return (await this.call(ordering.getOrders({ orderIds: [orderId] }))).orders[0];
  }

  async available(): Promise<number> {
    const { levels } = await this.call(inventory.getStock({ skus: ['MUG'] }));
    const main = levels[0]?.warehouses[0];
    return (main?.onHand ?? 0) - (main?.reserved ?? 0);
  }

  /** Opens the customer's wallet with so much in it. */
  async giveCredit(amountMinor: number): Promise<void> {
    const walletId = newId();
    await this.call(wallet.openWallet({ walletId, customerId: 'cust-1', currency: 'GBP' }));
    const put = { movementId: newId(), walletId, amountMinor, currency: 'GBP', reason: '' };
    if (amountMinor > 0) await this.call(wallet.deposit(put));
  }

  /** What is in the customer's wallet; undefined where there is none. */
  async credit(): Promise<number | undefined> {
    const { wallets } = await this.call(wallet.listWallets({ customerId: 'cust-1', afterWalletId: '', limit: 1 }));
    return wallets[0]?.balanceMinor;
  }

  async couponUses(): Promise<number> {
    return (await this.call(promotion.getCoupons({ codes: [COUPON] }))).coupons[0]?.uses ?? 0;
  }

  async payment(orderId: string): Promise<{ status: string; capturedMinor: number } | undefined> {
    return (await this.call(payment.getPayments({ paymentIds: [orderId] }))).payments[0];
  }

  deactivateCustomer(): Promise<unknown> {
    return this.call(customer.setCustomerStatus({ customerId: 'cust-1', active: false }));
  }

  async #carry<Request, ReplyType>(
    inner: Doors,
    call: Call<Request, ReplyType>,
    context?: CallContext,
  ): Promise<ReplyType> {
    const { localName, path } = call.method;
    this.calls.push(localName);
    const fault = this.#faults.get(localName)?.shift();
    if (fault === 'request lost') throw new Unanswered(path, 'the request was lost');
    const reply = await inner.call(call, context);
    if (fault === 'reply lost') throw new Unanswered(path, 'the reply was lost');
    return reply;
  }
}
