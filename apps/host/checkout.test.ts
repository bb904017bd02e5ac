import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import { thenGiveUp } from '../../platform/saga/definition.ts';
import { type CheckoutKind, CheckoutWorld } from './testing/checkout-world.ts';
import { type Fault, STOCK, WITH_COUPON } from './testing/memory-shop.ts';

// Everything that can fail does fail here, at each step, with what it leaves behind.

const KINDS: readonly CheckoutKind[] = ['orchestrated', 'choreographed'];

describe.each(KINDS)('%s', (kind) => {
  let world: CheckoutWorld;
  // More than either checkout sends a step before it gives up: its attempts, or all of them within the deadline.
  const attempts = kind === 'orchestrated' ? thenGiveUp.attempts : 20;

  beforeEach(async () => {
    world = new CheckoutWorld(kind);
    await world.open();
  });
  afterEach(() => world.close());

  /** Contexts of a choreographed checkout are asked all at once, so that only what comes after them is not. */
  function expectNeverAsked(method: 'reserveStock' | 'authorise' | 'capture'): void {
    if (kind === 'orchestrated' || method !== 'reserveStock') expect(world.calls).not.toContain(method);
  }

  async function expectNothingLeft(reason: string): Promise<void> {
    expect(await world.order()).toMatchObject({ status: 'CANCELLED', reason });
    expect(await world.available()).toBe(STOCK);
    expect(await world.couponUses()).toBe(0);
    expect((await world.payment())?.capturedMinor ?? 0).toBe(0);
    expect(['declined', 'voided', undefined]).toContain((await world.payment())?.status);
  }

  async function expectSold(quantity: number): Promise<void> {
    expect(await world.order()).toMatchObject({ status: 'CONFIRMED', reason: '' });
    expect(await world.available()).toBe(STOCK - quantity);
    expect(await world.payment()).toMatchObject({ status: 'captured', capturedMinor: quantity * 1_000 });
  }

  describe('a checkout that nothing disturbs', () => {
    it('reserves, takes the money and confirms', async () => {
      const { status, steps } = await world.checkOut({ quantity: 2 });
      expect(status).toBe('completed');
      expect(steps.every((step) => step.status === 'completed' && step.attempts === 1)).toBe(true);
      await expectSold(2);
      expect((await world.order())?.timeline.map((entry) => entry.status)).toEqual([
        'PENDING',
        'RESERVED',
        'PAID',
        'CONFIRMED',
      ]);
    });
  });

  describe('a checkout that is refused', () => {
    it('at the order, because it was withdrawn before it arrived', async () => {
      await world.call(ordering.withdrawOrder({ orderId: world.orderId, reason: 'expired' }));
      expect((await world.checkOut()).status).toBe('compensated');
      expect(await world.order()).toBeUndefined();
      expectNeverAsked('reserveStock');
    });

    it('at the customer, who may not order', async () => {
      await world.deactivateCustomer();
      expect((await world.checkOut()).status).toBe('compensated');
      await expectNothingLeft('customer_inactive');
      expectNeverAsked('reserveStock');
    });

    it('at the price, which has changed', async () => {
      expect((await world.checkOut({ unitPriceMinor: 900 })).status).toBe('compensated');
      await expectNothingLeft('price_changed');
      expectNeverAsked('reserveStock');
    });

    it('at the stock, which is short', async () => {
      expect((await world.checkOut({ quantity: STOCK + 1 })).status).toBe('compensated');
      await expectNothingLeft('out_of_stock');
      expectNeverAsked('authorise');
    });

    it('at the payment, which is declined', async () => {
      expect((await world.checkOut({ totalMinor: 60_000 })).status).toBe('compensated');
      await expectNothingLeft('payment_declined');
      expectNeverAsked('capture');
    });

    it('at the confirmation, because the hold is gone', async () => {
      await world.call(inventory.releaseStock({ holdId: world.orderId }));
      expect((await world.checkOut()).status).toBe('compensated');
      await expectNothingLeft('expired');
      expectNeverAsked('capture');
    });

    it('at the payment, because it was voided before it was asked for', async () => {
      await world.call(payment.void({ paymentId: world.orderId }));
      expect((await world.checkOut()).status).toBe('compensated');
      await expectNothingLeft('payment_declined');
    });
  });

  describe('a checkout with a coupon', () => {
    it('redeems it once and takes what is left', async () => {
      const { status, steps } = await world.checkOut(WITH_COUPON);
      expect(status).toBe('completed');
      expect(steps.map(({ name }) => name)).toContain('redeem coupon');
      expect(await world.order()).toMatchObject({ status: 'CONFIRMED', coupon: 'ONCE', discountMinor: 300 });
      expect(await world.payment()).toMatchObject({ status: 'captured', capturedMinor: 700 });
      expect(await world.couponUses()).toBe(1);
    });

    it('takes nothing when nothing is left to pay', async () => {
      await world.call(
        promotion.createCoupon({
          couponId: '00000000-0000-7000-8000-0000000000c1',
          code: 'GIFT',
          discountKind: 'percentage',
          value: 10_000,
          currency: '',
          minimumMinor: 0,
          totalLimit: 0,
          perCustomerLimit: 0,
          startsAtMs: 0,
          endsAtMs: 0,
        }),
      );
      const saga = await world.checkOut({ totalMinor: 0, coupon: { code: 'GIFT', discountMinor: 1_000 } });
      expect(saga.status).toBe('completed');
      expect(await world.order()).toMatchObject({ status: 'CONFIRMED', totalMinor: 0 });
      expect(await world.payment()).toMatchObject({ status: 'captured', capturedMinor: 0 });
    });

    it.each([
      ['is not known', { ...WITH_COUPON, coupon: { code: 'NONE', discountMinor: 0 } }],
      ['gives another discount than was told', { totalMinor: 699, coupon: { code: 'ONCE', discountMinor: 301 } }],
    ])('is cancelled after the stock was locked when it %s', async (_case, request) => {
      const { status, steps } = await world.checkOut(request);
      expect(status).toBe('compensated');
      expect(steps).toMatchObject([
        { name: 'place order', status: 'compensated' },
        { name: 'check customer and prices', status: 'completed' },
        { name: 'reserve stock', status: 'compensated' },
        { name: 'redeem coupon', status: 'failed', error: 'couponUnusable' },
        { name: 'authorise payment', status: 'pending' },
        { name: 'confirm stock', status: 'pending' },
        { name: 'capture payment', status: 'pending' },
        { name: 'confirm order', status: 'pending' },
      ]);
      await expectNothingLeft('coupon_invalid');
      expectNeverAsked('authorise');
    });

    it('gives it back when the payment is declined', async () => {
      const declined = { quantity: 60, totalMinor: 60_000 - 300, coupon: WITH_COUPON.coupon };
      await world.call(
        inventory.adjustStock({ adjustmentId: 'more', sku: 'MUG', warehouse: 'main', delta: 100, reason: 'goods in' }),
      );
      expect((await world.checkOut(declined)).status).toBe('compensated');
      expect(await world.order()).toMatchObject({ status: 'CANCELLED', reason: 'payment_declined' });
      expect(await world.couponUses()).toBe(0);
      expect(await world.available()).toBe(STOCK + 100);
    });

    it.each(['request lost', 'reply lost'] as const)('redeems it once when its %s', async (fault) => {
      world.plan('redeemCoupon', [fault]);
      expect((await world.checkOut(WITH_COUPON)).status).toBe('completed');
      expect(await world.couponUses()).toBe(1);
    });

    it.each(['request lost', 'reply lost'] as const)(
      'leaves nothing when every %s, and its undo too',
      async (fault) => {
        world.plan(
          'redeemCoupon',
          Array.from({ length: attempts }, () => fault),
        );
        world.plan(
          'releaseCoupon',
          Array.from({ length: 8 }, () => fault),
        );
        expect((await world.checkOut(WITH_COUPON)).status).toBe('compensated');
        await expectNothingLeft('expired');
      },
    );

    it('is refused when its undo came first', async () => {
      await world.call(promotion.releaseCoupon({ orderId: world.orderId }));
      expect((await world.checkOut(WITH_COUPON)).status).toBe('compensated');
      await expectNothingLeft('expired');
    });

    it('sends nothing of coupons for an order without one', async () => {
      await world.checkOut();
      expect(world.calls).not.toContain('redeemCoupon');
    });
  });

  describe('a checkout with store credit', () => {
    const PART = { storeCreditMinor: 400 };
    const ALL = { paymentMethod: 'wallet', storeCreditMinor: 1_000 } as const;

    it('takes its part from the wallet and the rest from the card', async () => {
      await world.giveCredit(500);
      expect((await world.checkOut(PART)).status).toBe('completed');
      expect(await world.order()).toMatchObject({ status: 'CONFIRMED', totalMinor: 1_000, storeCreditMinor: 400 });
      expect(await world.credit()).toBe(100);
      expect(await world.payment()).toMatchObject({ status: 'captured', capturedMinor: 600 });
    });

    it('asks no payment provider when the wallet pays all', async () => {
      await world.giveCredit(1_000);
      const { status, steps } = await world.checkOut(ALL);
      expect([status, steps.map(({ name }) => name)]).toEqual([
        'completed',
        [
          'place order',
          'check customer and prices',
          'reserve stock',
          'take store credit',
          'confirm stock',
          'confirm order',
        ],
      ]);
      expect(await world.order()).toMatchObject({ status: 'CONFIRMED' });
      expect([await world.credit(), await world.payment()]).toEqual([0, undefined]);
    });

    it.each([
      ['there is not enough in it', 999, 'insufficientFunds', 999],
      ['there is nothing in it', 0, 'insufficientFunds', 0],
      ['there is no wallet', undefined, 'noWallet', undefined],
    ])('is declined, and the stock released, when %s', async (_case, amountMinor, error, left) => {
      if (amountMinor !== undefined) await world.giveCredit(amountMinor);
      const { status, steps } = await world.checkOut(ALL);
      expect(status).toBe('compensated');
      expect(steps.find(({ name }) => name === 'take store credit')).toMatchObject({ status: 'failed', error });
      await expectNothingLeft('payment_declined');
      expect(await world.credit()).toBe(left);
    });

    it('gives it back when the card is declined', async () => {
      await world.giveCredit(500);
      await world.call(
        inventory.adjustStock({ adjustmentId: 'more', sku: 'MUG', warehouse: 'main', delta: 100, reason: 'goods in' }),
      );
      expect((await world.checkOut({ ...PART, quantity: 60 })).status).toBe('compensated');
      expect(await world.order()).toMatchObject({ status: 'CANCELLED', reason: 'payment_declined' });
      expect([await world.credit(), await world.available()]).toEqual([500, STOCK + 100]);
    });

    it.each(['request lost', 'reply lost'] as const)('takes it once when its %s', async (fault) => {
      await world.giveCredit(500);
      world.plan('takeCredit', [fault, fault]);
      expect((await world.checkOut(PART)).status).toBe('completed');
      expect(await world.credit()).toBe(100);
    });

    it.each(['request lost', 'reply lost'] as const)(
      'leaves nothing when every %s, and its undo too',
      async (fault) => {
        await world.giveCredit(500);
        world.plan(
          'takeCredit',
          Array.from({ length: attempts }, () => fault),
        );
        world.plan('returnCredit', [fault, fault, fault]);
        expect((await world.checkOut(PART)).status).toBe('compensated');
        await expectNothingLeft('expired');
        expect(await world.credit()).toBe(500);
      },
    );

    it('is refused when its undo came first', async () => {
      await world.giveCredit(500);
      await world.call(wallet.returnCredit({ creditId: world.orderId }));
      expect((await world.checkOut(PART)).status).toBe('compensated');
      await expectNothingLeft('expired');
      expect(await world.credit()).toBe(500);
    });
  });

  const FOREVER: readonly Fault[] = Array.from({ length: attempts }, () => 'request lost');
  const REPLIES_LOST: readonly Fault[] = Array.from({ length: attempts }, () => 'reply lost');

  describe.each([
    ['place order', 'placeOrder'],
    ['check customer and prices', 'checkPrices'],
    ['reserve stock', 'reserveStock'],
    ['authorise payment', 'authorise'],
  ])('a step before the pivot: %s', (_step, method) => {
    it.each(['request lost', 'reply lost'] as const)(
      'is sent again when its %s, and has its effect once',
      async (fault) => {
        world.plan(method, [fault]);
        expect((await world.checkOut()).status).toBe('completed');
        await expectSold(1);
      },
    );

    it.each([
      ['requests', FOREVER],
      ['replies', REPLIES_LOST],
    ])('gives up when all its %s are lost, and leaves nothing behind', async (_what, faults) => {
      world.plan(method, faults);
      expect((await world.checkOut()).status).toBe('compensated');
      const order = await world.order();
      if (order !== undefined) await expectNothingLeft('expired');
      expect(await world.available()).toBe(STOCK);
    });
  });

  describe.each([
    ['confirm stock', 'confirmStock'],
    ['capture payment', 'capture'],
    ['confirm order', 'confirmOrder'],
  ])('the pivot and what follows: %s', (_step, method) => {
    it.each([
      ['requests', FOREVER],
      ['replies', REPLIES_LOST],
    ])('is sent until it is answered, however many %s are lost', async (_what, faults) => {
      world.plan(method, [...faults, ...faults, ...faults]);
      expect((await world.checkOut()).status).toBe('completed');
      await expectSold(1);
    });
  });

  describe.each([
    ['withdrawOrder', { quantity: STOCK + 1 }, 'out_of_stock'],
    ['releaseStock', { totalMinor: 60_000 }, 'payment_declined'],
  ] as const)('an undo that is not answered: %s', (method, request, reason) => {
    it('is sent until it is', async () => {
      world.plan(method, [...FOREVER.slice(10), ...REPLIES_LOST.slice(10)]);
      expect((await world.checkOut(request)).status).toBe('compensated');
      await expectNothingLeft(reason);
    });
  });

  describe('a cancellation that is asked for while the checkout runs', () => {
    it('gives its reason to a checkout that fails', async () => {
      world.plan('reserveStock', FOREVER);
      const running = world.checkOut();
      await world.call(
        ordering.requestCancellation({ orderId: world.orderId, reason: 'cancelled_by_customer', note: '' }),
      );
      await running;
      expect(await world.order()).toMatchObject({ status: 'CANCELLED' });
    });
  });
});
