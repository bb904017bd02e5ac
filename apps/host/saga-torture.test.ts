import { describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import type { SagaDefinition } from '../../platform/saga/definition.ts';
import { narrow } from '../../platform/saga/narrow.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { TORTURES } from '../../platform/testing/saga-torture.ts';
import type { TortureSubject } from '../../platform/testing/saga-torture-rig.ts';
import { trip } from '../../platform/testing/trip-saga.ts';
import { SAGAS } from './sagas.ts';
import { SAGA_WORLDS } from './testing/saga-worlds.ts';

// Every saga that the host registers, on the real modules in memory, with each of its steps in one variant at least.

async function withoutWorld(
  sagas: readonly SagaDefinition<never>[],
  worlds: readonly TortureSubject[] = SAGA_WORLDS,
): Promise<string[]> {
  const missing: string[] = [];
  for (const definition of sagas) {
    const run = new Set<string>();
    for (const world of worlds.filter((one) => one.definition === definition)) {
      const { saga } = await world.open(new FakeClock());
      for (const { name } of narrow(definition, saga.data).steps) run.add(name);
    }
    const steps = definition.steps.filter(({ name }) => !run.has(name));
    missing.push(...steps.map(({ name }) => `${definition.name}: "${name}" is in no world of apps/host/testing`));
  }
  return missing;
}

describe('every saga of the host', () => {
  it('has a world to be tortured in, with each of its steps', async () => {
    expect(await withoutWorld(SAGAS)).toEqual([]);
  });

  it('would be missed without one', async () => {
    expect(await withoutWorld([trip])).toContain('trip.v1: "book hotel" is in no world of apps/host/testing');
  });

  it('would be missed with a world that leaves out its optional steps', async () => {
    const plain = SAGA_WORLDS.filter(({ variant }) => variant === 'without a coupon');
    expect((await withoutWorld(SAGAS, plain)).toSorted()).toEqual([
      'cancellation.v1: "release coupon" is in no world of apps/host/testing',
      'cancellation.v1: "return store credit" is in no world of apps/host/testing',
      'checkout.v1: "redeem coupon" is in no world of apps/host/testing',
      'checkout.v1: "take store credit" is in no world of apps/host/testing',
    ]);
  });
});

describe.each(SAGA_WORLDS)('$definition.name $variant under torture', (subject) => {
  it.each(Object.entries(TORTURES))('%s', async (_name, torture) => {
    expect(await torture(subject)).toEqual([]);
  });
});

describe('the worlds of the host', () => {
  /** An undo that comes first is accepted, and forgotten: what it should have refused happens afterwards. */
  const forgetful: TortureSubject['broken'] = {
    doors: (inner, tagOf) => {
      const arrived = new Set<string>();
      return {
        call: async <Request, Reply>(call: Call<Request, Reply>): Promise<Reply> => {
          const tag = tagOf(call);
          if (tag?.direction === 'forward') arrived.add(tag.step);
          if (tag?.direction === 'backward' && !arrived.has(tag.step)) return { kind: call.method.accepted } as Reply;
          return inner.call(call);
        },
      };
    },
  };

  it('notice what is left over: stock, money and coupons', async () => {
    const [, withCoupon] = SAGA_WORLDS;
    const subject = { ...present(withCoupon, 'the checkout with a coupon'), broken: forgetful };
    const wrong = (await TORTURES['each step after its undo']?.(subject))?.join('\n');
    expect(wrong).toMatch(/"reserve stock" arrive after the end: leaves .*"available":3/);
    expect(wrong).toMatch(/"authorise payment" arrive after the end: .*payment-and-order/);
    expect(wrong).toMatch(/"redeem coupon" arrive after the end: leaves .*"couponUses":1/);
  });
});
