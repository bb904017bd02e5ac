import { afterAll, beforeAll, expect, it } from 'vitest';
import { present } from '../../../platform/kernel/assert.ts';
import { newId } from '../../../platform/lifecycle/new-id.ts';
import { describeWithRedis, openTestRedis } from '../../../platform/redis/testing/test-redis.ts';
import { describeGate, expectGateEqualsModel } from '../testing/gate-conformance.ts';
import { GateUnavailable } from './gate.ts';
import { RedisGate } from './redis-gate.ts';

const HOUR_MS = 3_600_000;

describeWithRedis('a gate in Redis', (url) => {
  let opened: Awaited<ReturnType<typeof openTestRedis>>[];

  beforeAll(async () => {
    opened = await Promise.all([openTestRedis(url), openTestRedis(url)]);
  });

  afterAll(() => Promise.all(opened.map(({ redis }) => redis.close())));

  const hostsOf = (count: number): RedisGate[] => {
    const prefix = `${opened[0]?.prefix}${newId()}:`;
    return opened.slice(0, count).map(({ redis }) => new RedisGate(redis, newId, { prefix }));
  };

  describeGate('as every gate', hostsOf);

  it('answers every history as the model does', () => expectGateEqualsModel(() => hostsOf(1)[0] as RedisGate, 60));

  it('opens once when two hosts open one epoch, with all orders of the one that did', async () => {
    const hosts = hostsOf(2);
    const orders = Array.from({ length: 3_000 }, (_, order) => ({
      orderId: `${order}`,
      customerId: `${order % 7}`,
      quantity: 1,
    }));
    const opening = { saleId: 'sale', epoch: 5, remaining: 10, perCustomerLimit: 1_000, orders };
    const answers = await Promise.all(hosts.map((gate) => gate.open(opening)));
    expect(answers.filter((isOpened) => isOpened)).toHaveLength(1);
    expect(
      await hosts[0]?.giveBack(
        'sale',
        orders.map(({ orderId }) => orderId),
      ),
    ).toBe(3_000);
    expect(await hosts[1]?.remaining('sale')).toEqual({ epoch: 5, remaining: 3_010 });
    await hosts[0]?.close('sale');
  });

  it('decides in order of arrival, however many come at once', async () => {
    const [gate] = hostsOf(1);
    await gate?.open({ saleId: 'crowd', epoch: 1, remaining: 2_100, perCustomerLimit: 1, orders: [] });
    const requests = Array.from({ length: 2_500 }, (_, index) => ({
      saleId: 'crowd',
      epoch: 1,
      orderId: `order-${index}`,
      // The last of every hundred asks once more for the one before.
      customerId: `customer-${index % 100 === 99 ? index - 1 : index}`,
      quantity: 1,
    }));
    let left = 2_100;
    const expected = requests.map((_, index) => {
      if (index % 100 === 99 && left > 0) return 'limit_reached';
      left -= 1;
      return left >= 0 ? 'taken' : 'insufficient';
    });
    expect(await gate?.take(requests)).toEqual(expected);
    expect(await gate?.remaining('crowd')).toEqual({ epoch: 1, remaining: 0 });
    await gate?.close('crowd');
  });

  it('knows nothing after a loss, until it is opened under the next epoch', async () => {
    const [gate] = hostsOf(1);
    await gate?.open({ saleId: 'lost', epoch: 1, remaining: 3, perCustomerLimit: 1, orders: [] });
    await gate?.close('lost'); // What FLUSHALL leaves of this sale.
    const request = { saleId: 'lost', epoch: 1, orderId: 'one', customerId: 'ann', quantity: 1 };
    expect(await gate?.take([request])).toEqual(['not_found']);
    await gate?.open({ saleId: 'lost', epoch: 2, remaining: 3, perCustomerLimit: 1, orders: [] });
    expect(await gate?.take([request, { ...request, epoch: 2 }])).toEqual(['stale', 'taken']);
    await gate?.close('lost');
  });

  it('keeps nothing for ever of a sale that nobody closes, and keeps all of it while somebody looks', async () => {
    const { redis, prefix } = present(opened[0], 'a connection');
    const gate = new RedisGate(redis, newId, { prefix });
    const keys = ['sale', 'taken', 'unsettled', 'customers'].map((part) => `${prefix}{kept}:${part}`);
    const left = () => Promise.all(keys.map(async (key) => Number(await redis.command(['PTTL', key]))));
    const orders = [{ orderId: 'zero', customerId: 'ann', quantity: 1 }];
    await gate.open({ saleId: 'kept', epoch: 1, remaining: 3, perCustomerLimit: 1, orders });
    const [sale, taken, , customers] = await left();
    for (const ms of [sale, taken, customers]) expect(ms).toBeGreaterThan(HOUR_MS);

    // Keys that end with their last entry begin anew.
    await gate.giveBack('kept', ['zero']);
    await gate.take([{ saleId: 'kept', epoch: 1, orderId: 'one', customerId: 'ben', quantity: 1 }]);
    for (const ms of await left()) expect(ms).toBeGreaterThan(HOUR_MS);

    for (const key of keys) await redis.command(['PEXPIRE', key, '60000']);
    await gate.unsettled('kept', 0, 10);
    for (const ms of await left()) expect(ms).toBeGreaterThan(HOUR_MS);
    await gate.close('kept');
  });

  it('says so when Redis is away', async () => {
    const { redis } = await openTestRedis(url);
    await redis.close();
    await expect(new RedisGate(redis, newId).remaining('sale')).rejects.toThrow(GateUnavailable);
  });
});
