import { describe, expect, it } from 'vitest';
import { catalog } from '../../modules/catalog/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import type { DeadLetter } from '../../platform/messaging/broker.ts';
import { type Envelope, toEnvelope } from '../../platform/messaging/envelope.ts';
import { createMemoryBroker } from '../../platform/messaging/memory-broker.ts';
import { MemoryQueues } from '../../platform/messaging/memory-queues.ts';
import type { Call, EventType } from '../../platform/rpc/contract.ts';
import { type Doors, ModuleUnreachable, Unanswered } from '../../platform/rpc/doors.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { beginSaleCheckouts, returnUnitsOfCancelled } from './begin-sale-checkouts.ts';

// The queue of a sale while modules behind gRPC do not answer. Time is virtual.

const SALE_ID = newId();
const OUTAGE_MS = 600_000;
const STEP_MS = 100;
const terms = { productId: 'mug', sku: 'MUG', currency: 'GBP', priceMinor: 500 };
const queuedAs = (orderId: string): Envelope =>
  of(sale.UnitsClaimed, orderId, { orderId, customerId: 'ann', saleId: SALE_ID, quantity: 1 });
const cancelledAs = (orderId: string): Envelope =>
  of(ordering.OrderCancelled, orderId, { orderId, reason: 'payment_declined' });

function of({ type }: EventType, key: string, payload: object): Envelope {
  return toEnvelope(type.split('.').slice(0, 2).join('.'), { id: newId(), type, key, payload, atMs: 0 });
}

function queueOfSale() {
  const clock = new FakeClock();
  const begun: string[] = [];
  const returned: string[] = [];
  const letters: DeadLetter[] = [];
  const troubles = new Map<string, () => Error>();
  const answers: Record<string, (request: never) => unknown> = {
    [sale.getSales.path]: () => ({ sales: [{ saleId: SALE_ID, terms }] }),
    [catalog.describeProducts.path]: () => ({ products: [{ productId: 'mug', name: 'Mug' }] }),
    [sale.getClaims.path]: ({ orderIds }: { orderIds: string[] }) => ({
      claims: orderIds.map((orderId) => ({ orderId, status: 'claimed' })),
    }),
    [sale.returnUnits.path]: ({ orderId }: { orderId: string }) => returned.push(orderId),
  };
  const fail = (name: string): void => {
    const trouble = troubles.get(name);
    if (trouble !== undefined) throw trouble();
  };
  const doors = {
    call: async ({ method: { path, localName }, request }: Call) => {
      fail(localName);
      return answers[path]?.(request as never);
    },
  } as Doors;
  const broker = createMemoryBroker({
    connection: new MemoryQueues().connect(),
    clock,
    onFailure: () => undefined,
    onDeadLetter: (letter) => letters.push(letter),
  });
  const begin = async ({ orderId }: { orderId: string }): Promise<boolean> => {
    fail('begin');
    fail(orderId);
    begun.push(orderId);
    return true;
  };
  broker.subscribe(beginSaleCheckouts({ doors, clock, begin }));
  broker.subscribe(returnUnitsOfCancelled(doors, clock));
  async function pass(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      clock.advance(STEP_MS);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  return { broker, begun, returned, letters, troubles, pass };
}

const away = (): Error => new Unanswered('x', 'away', { cause: new ModuleUnreachable('nobody listens') });
const broken = (): Error => new Unanswered('x', 'broken', { cause: new TypeError('a bug') });

describe('the queue of a sale', () => {
  it.each([
    { what: 'begin', orders: 1 },
    { what: 'begin', orders: 3 },
    { what: 'getSales', orders: 1 },
    { what: 'describeProducts', orders: 3 },
  ])('keeps $orders orders for ten minutes in which no $what is answered', async ({ what, orders }) => {
    const { broker, begun, letters, troubles, pass } = queueOfSale();
    const orderIds = Array.from({ length: orders }, () => newId());
    await broker.start();
    troubles.set(what, away);
    await broker.publish(orderIds.map(queuedAs));
    await pass(OUTAGE_MS);
    expect({ begun, letters }).toEqual({ begun: [], letters: [] });

    troubles.clear();
    await pass(31_000);
    await broker.stop();
    expect(begun.toSorted()).toEqual(orderIds.toSorted());
    expect(letters).toEqual([]);
  });

  it.each([1, 3])('has %i cancelled orders give units back, though nobody answers for ten minutes', async (orders) => {
    const { broker, returned, letters, troubles, pass } = queueOfSale();
    const orderIds = Array.from({ length: orders }, () => newId());
    await broker.start();
    troubles.set('returnUnits', away);
    await broker.publish(orderIds.map(cancelledAs));
    await pass(OUTAGE_MS);
    troubles.clear();
    await pass(31_000);
    await broker.stop();
    expect(returned.toSorted()).toEqual(orderIds.toSorted());
    expect(letters).toEqual([]);
  });

  it('sees an outage in what one order is not answered, also just after others were', async () => {
    const { broker, begun, letters, troubles, pass } = queueOfSale();
    await broker.start();
    await broker.publish([queuedAs(newId())]);
    await pass(1_000);
    expect(begun).toHaveLength(1);

    troubles.set('begin', away);
    await broker.publish([queuedAs(newId())]);
    await pass(OUTAGE_MS);
    troubles.clear();
    await pass(91_000);
    await broker.stop();
    expect(begun).toHaveLength(2);
    expect(letters).toEqual([]);
  });

  it.each([
    { what: 'is not answered while others are', trouble: away },
    { what: 'fails in its module', trouble: broken },
  ])('gives up an order that $what, and holds up no other', async ({ trouble }) => {
    const { broker, begun, letters, troubles, pass } = queueOfSale();
    const atFault = newId();
    await broker.start();
    troubles.set(atFault, trouble);
    const message = queuedAs(atFault);
    await broker.publish([message]);
    const others: string[] = [];
    for (let turn = 0; turn < 30; turn++) {
      others.push(newId());
      await broker.publish(others.slice(-1).map(queuedAs));
      await pass(10_000);
    }
    await broker.stop();
    expect([...new Set(begun)].toSorted()).toEqual(others.toSorted());
    expect(letters).toMatchObject([{ consumer: 'sale-checkout', messageId: message.id, attempts: 5 }]);
  });

  it('gives up an order that fails in its module though it waits alone', async () => {
    const { broker, letters, troubles, pass } = queueOfSale();
    await broker.start();
    troubles.set('begin', broken);
    await broker.publish([queuedAs(newId())]);
    await pass(OUTAGE_MS);
    await broker.stop();
    expect(letters).toHaveLength(1);
  });

  it('begins each of the others once, whichever fails among them', async () => {
    const { broker, begun, troubles, pass } = queueOfSale();
    const orderIds = Array.from({ length: 8 }, () => newId());
    troubles.set(String(orderIds[5]), broken);
    await broker.start();
    await broker.publish(orderIds.map(queuedAs));
    await pass(200);
    expect(begun.toSorted()).toEqual(orderIds.filter((_, index) => index !== 5).toSorted());
    await broker.stop();
  });
});
