import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deduction, Gate, GateRequest, GateVerdict, Unsettled } from '../gate/gate.ts';

// What every gate must do: random histories against a model that counts by looking at everything, and the races by hand.

const SALE = 'sale-1';
const LIMIT = 4;

type Step =
  | { readonly step: 'take'; readonly requests: readonly Omit<GateRequest, 'saleId'>[] }
  | { readonly step: 'giveBack'; readonly orderIds: readonly string[] }
  | { readonly step: 'settle'; readonly orderIds: readonly string[] }
  | { readonly step: 'reopen'; readonly epoch: number };

/** Keeps the orders that have units, and nothing that could be counted wrongly. */
class Model {
  epoch = 1;
  orders: Deduction[] = [];
  unsettled: string[] = [];
  readonly #units: number;

  constructor(units: number) {
    this.#units = units;
  }

  get remaining(): number {
    return this.#units - sum(this.orders);
  }

  /** Of the unsettled orders. */
  get deductions(): Unsettled[] {
    const unsettled = this.orders.filter(({ orderId }) => this.unsettled.includes(orderId));
    return unsettled.map(({ orderId, quantity }) => ({ orderId, quantity }));
  }

  take({ epoch, orderId, customerId, quantity }: Omit<GateRequest, 'saleId'>): GateVerdict {
    if (epoch !== this.epoch) return 'stale';
    if (this.orders.some((order) => order.orderId === orderId)) return 'taken';
    const own = this.orders.filter((order) => order.customerId === customerId);
    if (sum(own) + quantity > LIMIT) return 'limit_reached';
    if (quantity > this.remaining) return 'insufficient';
    this.orders.push({ orderId, customerId, quantity });
    this.unsettled.push(orderId);
    return 'taken';
  }

  giveBack(orderIds: readonly string[]): number {
    const before = this.remaining;
    this.orders = this.orders.filter(({ orderId }) => !orderIds.includes(orderId));
    this.settle(orderIds);
    return this.remaining - before;
  }

  settle(orderIds: readonly string[]): void {
    this.unsettled = this.unsettled.filter((orderId) => !orderIds.includes(orderId));
  }

  /** Opened again from the ledger, which knows the orders that were settled. */
  reopen(epoch: number): Deduction[] {
    this.epoch = epoch;
    this.orders = this.orders.filter(({ orderId }) => !this.unsettled.includes(orderId));
    this.unsettled = [];
    return this.orders;
  }
}

function byOrderId(one: Unsettled, other: Unsettled): number {
  return one.orderId < other.orderId ? -1 : 1;
}

function sum(orders: readonly Deduction[]): number {
  return orders.reduce((units, { quantity }) => units + quantity, 0);
}

const orderIds = fc.constantFrom(...Array.from({ length: 12 }, (_, index) => `order-${index}`));

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('take' as const),
      requests: fc.array(
        fc.record({
          epoch: fc.constantFrom(1, 1, 1, 2),
          orderId: orderIds,
          customerId: fc.constantFrom('ann', 'ben the second', 'cid'),
          quantity: fc.integer({ min: 1, max: 5 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('giveBack' as const), orderIds: fc.array(orderIds, { maxLength: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('settle' as const), orderIds: fc.array(orderIds, { maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('reopen' as const), epoch: fc.integer({ min: 1, max: 3 }) }) },
);

/** Every answer of the gate equals the model's. */
export async function expectGateEqualsModel(open: () => Gate, numRuns: number): Promise<void> {
  const history = fc.record({ units: fc.integer({ min: 0, max: 12 }), steps: fc.array(steps, { maxLength: 25 }) });
  await fc.assert(
    fc.asyncProperty(history, async ({ units, steps: all }) => {
      const gate = open();
      const model = new Model(units);
      await gate.open({ saleId: SALE, epoch: 1, remaining: units, perCustomerLimit: LIMIT, orders: [] });
      for (const step of all) await expectSame(gate, model, step);
      expect(await gate.remaining(SALE)).toEqual({ epoch: model.epoch, remaining: model.remaining });
      expect((await gate.unsettled(SALE, 0, 100)).toSorted(byOrderId)).toEqual(model.deductions.toSorted(byOrderId));
      await gate.close(SALE);
    }),
    { numRuns },
  );
}

async function expectSame(gate: Gate, model: Model, step: Step): Promise<void> {
  switch (step.step) {
    case 'take': {
      const verdicts = await gate.take(step.requests.map((request) => ({ ...request, saleId: SALE })));
      expect(verdicts).toEqual(step.requests.map((request) => model.take(request)));
      return;
    }
    case 'giveBack':
      expect(await gate.giveBack(SALE, step.orderIds)).toBe(model.giveBack(step.orderIds));
      return;
    case 'settle':
      await gate.settle(SALE, step.orderIds);
      model.settle(step.orderIds);
      return;
    case 'reopen': {
      const isLater = step.epoch > model.epoch;
      const orders = isLater ? model.reopen(step.epoch) : [];
      const opening = { saleId: SALE, epoch: step.epoch, remaining: model.remaining, perCustomerLimit: LIMIT, orders };
      expect(await gate.open(opening)).toBe(isLater);
    }
  }
}

/** The races that a property of one caller does not meet. `open` answers gates of as many hosts, of one sale. */
export function describeGate(name: string, open: (hosts: number) => readonly Gate[]): void {
  const request = (order: number, customer = order): GateRequest => ({
    saleId: SALE,
    epoch: 1,
    orderId: `order-${order}`,
    customerId: `customer-${customer}`,
    quantity: 1,
  });

  describe(name, () => {
    it('lets as many units through as there are, whoever asks', async () => {
      const hosts = open(2);
      await hosts[0]?.open({ saleId: SALE, epoch: 1, remaining: 100, perCustomerLimit: 1, orders: [] });
      const verdicts = await Promise.all(
        Array.from({ length: 600 }, (_, order) => hosts[order % 2]?.take([request(order)])),
      );
      expect(verdicts.flat().filter((verdict) => verdict === 'taken')).toHaveLength(100);
      expect(await hosts[1]?.remaining(SALE)).toEqual({ epoch: 1, remaining: 0 });
      await hosts[0]?.close(SALE);
    });

    it('takes an order back once, whoever gives it back', async () => {
      const hosts = open(2);
      await hosts[0]?.open({ saleId: SALE, epoch: 1, remaining: 5, perCustomerLimit: 1, orders: [] });
      await hosts[0]?.take([request(1)]);
      const units = await Promise.all([...hosts, ...hosts].map((gate) => gate.giveBack(SALE, ['order-1'])));
      expect(units.reduce((left, right) => left + right)).toBe(1);
      await hosts[0]?.close(SALE);
    });

    it('knows nothing of a sale that was not opened, or closed', async () => {
      const [gate] = open(1);
      expect(await gate?.take([request(1)])).toEqual(['not_found']);
      expect(await gate?.remaining(SALE)).toBeUndefined();
      expect(await gate?.giveBack(SALE, ['order-1'])).toBe(0);
      expect(await gate?.unsettled(SALE, 0, 10)).toEqual([]);
    });

    it('opens with the orders that the ledger has: they count, and give back', async () => {
      const [gate] = open(1);
      const orders = Array.from({ length: 2_500 }, (_, order) => ({
        orderId: `order-${order}`,
        customerId: `customer-${order % 10}`,
        quantity: 2,
      }));
      await gate?.open({ saleId: SALE, epoch: 7, remaining: 1, perCustomerLimit: 500, orders });
      const one = { saleId: SALE, epoch: 7, orderId: 'new', customerId: 'customer-3', quantity: 1 };
      expect(await gate?.take([one, { ...one, customerId: 'customer-11', quantity: 2 }])).toEqual([
        'limit_reached',
        'insufficient',
      ]);
      expect(await gate?.giveBack(SALE, ['order-3', 'order-3'])).toBe(2);
      expect(await gate?.take([one])).toEqual(['taken']);
      expect(await gate?.remaining(SALE)).toEqual({ epoch: 7, remaining: 2 });
      await gate?.close(SALE);
    });
  });
}
