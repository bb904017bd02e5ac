import { customerModule } from '../../../modules/customer/module.ts';
import { inventory } from '../../../modules/inventory/contract.ts';
import { inventoryModule } from '../../../modules/inventory/module.ts';
import { ordering } from '../../../modules/order/contract.ts';
import { orderModule } from '../../../modules/order/module.ts';
import { paymentModule, sandboxProvider } from '../../../modules/payment/module.ts';
import { pricing } from '../../../modules/pricing/contract.ts';
import { pricingModule } from '../../../modules/pricing/module.ts';
import { promotion } from '../../../modules/promotion/contract.ts';
import { promotionModule } from '../../../modules/promotion/module.ts';
import { saleModule } from '../../../modules/sale/module.ts';
import { wallet } from '../../../modules/wallet/contract.ts';
import { walletModule } from '../../../modules/wallet/module.ts';
import { isAccepted } from '../../../platform/rpc/contract.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import { doorsOf, LocalModule } from '../../../platform/rpc/local-module.ts';
import type { SagaDefinition } from '../../../platform/saga/definition.ts';
import { narrow } from '../../../platform/saga/narrow.ts';
import type { SagaStatus, Sagas } from '../../../platform/saga/saga-view.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { FakeClock } from '../../../platform/testing/fake-clock.ts';
import type { TortureSubject, TortureWorld } from '../../../platform/testing/saga-torture-rig.ts';
import { type CancellationData, cancellation } from '../../../processes/cancellation/cancellation.saga.ts';
import { checkout } from '../../../processes/checkout/checkout.saga.ts';
import type { CheckoutData } from '../../../processes/checkout/checkout-data.ts';
import { createAudit } from '../../../views/audit/create-audit.ts';

// The worlds in which the host's sagas are tortured: the real modules in memory, and the audit's invariants at the end.
// A saga with optional steps has a variant with them and one without.

const ORDER_ID = '01930000-0000-7000-8000-000000000001';
const REFUND_ID = '01930000-0000-7000-8000-000000000002';
const STOCK = 5;
const QUANTITY = 2;
const PRICE_MINOR = 1_000;
const DISCOUNT_MINOR = 300;
/** What is in the customer's wallet to begin with. */
const CREDIT_MINOR = 2_500;
const WALLET_ID = '01930000-0000-7000-8000-0000000000a1';
const HOUR_MS = 3_600_000;

/** What a world starts with, and the calls that the saga's subject has behind it when the saga begins. */
async function openShop(clock: FakeClock): Promise<Doors> {
  const provider = sandboxProvider({ store: new MemoryStore(), clock, random: () => 0.5 });
  const modules = [
    customerModule(),
    inventoryModule(),
    orderModule(),
    paymentModule({ provider }),
    pricingModule(),
    promotionModule(),
    saleModule(),
    walletModule(),
  ];
  const doors = doorsOf(
    modules.map((module) => {
      const store = new MemoryStore();
      const reader = {
        query: () => Promise.reject(new Error('no SQL in memory')),
        memory: store.rows.bind(store),
      };
      return new LocalModule(module, { store, clock, reader, record: () => false });
    }),
  );
  const price = { productId: 'mug', priceList: 'retail', currency: 'GBP', amountMinor: PRICE_MINOR, open: false };
  await doors.call(pricing.setPrice(price));
  const goodsIn = { adjustmentId: 'first', sku: 'MUG', warehouse: 'main', delta: STOCK, reason: 'goods in' };
  await doors.call(inventory.adjustStock(goodsIn));
  await doors.call(
    promotion.createCoupon({
      couponId: '01930000-0000-7000-8000-0000000000c1',
      code: 'ONCE',
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
  const own = { walletId: WALLET_ID, currency: 'GBP' };
  await doors.call(wallet.openWallet({ ...own, customerId: 'cust-1' }));
  await doors.call(wallet.deposit({ ...own, movementId: 'goodwill', amountMinor: CREDIT_MINOR, reason: '' }));
  return doors;
}

/** The optional steps of a variant. */
interface Options {
  readonly hasCoupon: boolean;
  /** What the wallet pays. */
  readonly storeCreditMinor: number;
}

/** What is in the wallet while the order stands. */
function creditAfter({ storeCreditMinor }: Options): number {
  return CREDIT_MINOR - storeCreditMinor;
}

function orderData(clock: FakeClock, { hasCoupon, storeCreditMinor }: Options): CheckoutData {
  const goodsMinor = QUANTITY * PRICE_MINOR;
  return {
    orderId: ORDER_ID,
    sagaId: ORDER_ID,
    customerId: 'cust-1',
    currency: 'GBP',
    totalMinor: hasCoupon ? goodsMinor - DISCOUNT_MINOR : goodsMinor,
    ...(hasCoupon ? { coupon: { code: 'ONCE', discountMinor: DISCOUNT_MINOR } } : {}),
    paymentMethod: 'card',
    storeCreditMinor,
    priceList: 'retail',
    holdUntilMs: clock.nowMs() + HOUR_MS,
    lines: [
      {
        productId: 'mug',
        sku: 'MUG',
        name: 'Mug',
        quantity: QUANTITY,
        unitPriceMinor: PRICE_MINOR,
        agreed: false,
        stocked: true,
      },
    ],
  };
}

interface Left {
  readonly order: string | undefined;
  readonly available: number;
  readonly couponUses: number;
  readonly credit: number | undefined;
}

/** The audit's invariants, and what the outcome must have left. */
async function wrongShop(doors: Doors, clock: FakeClock, sagas: Sagas, expected: Left): Promise<string[]> {
  const audit = createAudit({
    doors,
    sagas,
    clock: { ...clock, nowMs: () => clock.nowMs(), after: atOnce },
    settleMs: 0,
  });
  const { invariants } = await audit.run();
  const wrong = invariants.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  const { orders } = await doors.call(ordering.getOrders({ orderIds: [ORDER_ID] }));
  const { levels } = await doors.call(inventory.getStock({ skus: ['MUG'] }));
  const main = levels[0]?.warehouses[0];
  const { coupons } = await doors.call(promotion.getCoupons({ codes: ['ONCE'] }));
  const { wallets } = await doors.call(wallet.getWallets({ walletIds: [WALLET_ID] }));
  const left: Left = {
    order: orders[0]?.status,
    available: (main?.onHand ?? 0) - (main?.reserved ?? 0),
    couponUses: coupons[0]?.uses ?? 0,
    credit: wallets[0]?.balanceMinor,
  };
  // An order that was withdrawn before it arrived does not exist.
  const isWithdrawn = expected.order === 'CANCELLED' && left.order === undefined;
  const compared = isWithdrawn ? { ...left, order: 'CANCELLED' } : left;
  if (JSON.stringify(compared) !== JSON.stringify(expected)) {
    wrong.push(`leaves ${JSON.stringify(left)}, not ${JSON.stringify(expected)}`);
  }
  return wrong;
}

function atOnce(_delayMs: number, task: () => void): () => void {
  const immediate = setImmediate(task);
  return () => clearImmediate(immediate);
}

function checkoutSubject(variant: string, options: Options): TortureSubject {
  return {
    definition: checkout,
    variant,
    async open(clock): Promise<TortureWorld> {
      const doors = await openShop(clock);
      const couponUses = options.hasCoupon ? 1 : 0;
      const credit = creditAfter(options);
      const sold: Left = { order: 'CONFIRMED', available: STOCK - QUANTITY, couponUses, credit };
      const undone: Left = { order: 'CANCELLED', available: STOCK, couponUses: 0, credit: CREDIT_MINOR };
      return {
        doors,
        saga: { sagaId: ORDER_ID, subjectId: ORDER_ID, data: orderData(clock, options) },
        wrongAfter: (status, sagas) => wrongShop(doors, clock, sagas, status === 'completed' ? sold : undone),
      };
    },
  };
}

/** A confirmed order whose cancellation was asked for. */
function cancellationSubject(variant: string, options: Options): TortureSubject {
  return {
    definition: cancellation,
    variant,
    async open(clock): Promise<TortureWorld> {
      const doors = await openShop(clock);
      const order = orderData(clock, options);
      await runUndisturbed(doors, clock, checkout, order);
      await doors.call(ordering.requestCancellation({ orderId: ORDER_ID, reason: 'cancelled_by_customer', note: '' }));
      const { totalMinor } = order;
      const { storeCreditMinor } = options;
      const coupon = options.hasCoupon ? 'ONCE' : '';
      const data: CancellationData = { orderId: ORDER_ID, refundId: REFUND_ID, totalMinor, coupon, storeCreditMinor };
      const cancelled: Left = { order: 'CANCELLED', available: STOCK, couponUses: 0, credit: CREDIT_MINOR };
      const uses = options.hasCoupon ? 1 : 0;
      const stands: Left = {
        order: 'CONFIRMED',
        available: STOCK - QUANTITY,
        couponUses: uses,
        credit: creditAfter(options),
      };
      return {
        doors,
        saga: { sagaId: REFUND_ID, subjectId: ORDER_ID, data },
        wrongAfter: (status: SagaStatus, sagas) =>
          wrongShop(doors, clock, sagas, status === 'completed' ? cancelled : stands),
      };
    },
  };
}

async function runUndisturbed(
  doors: Doors,
  clock: FakeClock,
  definition: SagaDefinition<never>,
  data: CheckoutData,
): Promise<void> {
  for (const { name, send } of narrow(definition, data).steps) {
    const sent = send(data as never, () => clock.nowMs());
    for (const call of 'method' in sent ? [sent] : sent) {
      if (!isAccepted(call.method, await doors.call(call)))
        throw new Error(`"${name}" was refused in a world of its own`);
    }
  }
}

const NEITHER: Options = { hasCoupon: false, storeCreditMinor: 0 };
const PART: Options = { ...NEITHER, storeCreditMinor: 700 };
const ALL: Options = { ...NEITHER, storeCreditMinor: QUANTITY * PRICE_MINOR };

export const SAGA_WORLDS: readonly TortureSubject[] = [
  checkoutSubject('without a coupon', NEITHER),
  checkoutSubject('with a coupon', { ...NEITHER, hasCoupon: true }),
  checkoutSubject('with store credit for a part', PART),
  checkoutSubject('with store credit for all', ALL),
  cancellationSubject('without a coupon', NEITHER),
  cancellationSubject('with a coupon', { ...NEITHER, hasCoupon: true }),
  cancellationSubject('with store credit for a part', PART),
  cancellationSubject('with store credit for all', ALL),
];
