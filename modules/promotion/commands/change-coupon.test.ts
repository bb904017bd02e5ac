import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { promotion } from '../contract.ts';
import { change, create, given, ORDER_1, ORDER_2, ORDER_3, redeem, release, START_MS } from '../testing/steps.ts';

describe('changing a coupon', () => {
  it('changes what is named, leaves the rest, and tells of it', async () => {
    const { events } = await given(create({ totalLimit: 5, perCustomerLimit: 2 }))
      .when(change({ code: 'ten', active: false, totalLimit: 6 }))
      .then({ kind: 'changed', active: false, totalLimit: 6, perCustomerLimit: 2, revision: 2 });
    expect(payloadsOf(events, promotion.CouponChanged)).toEqual([
      { code: 'TEN', active: false, totalLimit: 6, perCustomerLimit: 2, endsAtMs: 0 },
    ]);
  });

  it('takes limits and the end away with 0', () =>
    given(create({ totalLimit: 5, perCustomerLimit: 2, endsAtMs: START_MS + 1 }))
      .when(change({ totalLimit: 0, perCustomerLimit: 0, endsAtMs: 0 }))
      .then({ kind: 'changed', totalLimit: 0, perCustomerLimit: 0, endsAtMs: 0 }));

  it('keeps the revision, and tells nothing, when nothing is different', async () => {
    const { events } = await given(create({ totalLimit: 5 }))
      .when(change({ totalLimit: 5, active: true }))
      .then({ kind: 'changed', revision: 1 });
    expect(events).toEqual([]);
  });

  it('is refused for a coupon that is not there', () =>
    given()
      .when(change({ active: false }))
      .then({ kind: 'notFound', code: 'TEN' }));

  it('is refused for another revision than the caller saw', () =>
    given(create(), change({ totalLimit: 5 }))
      .when(change({ expectedRevision: 1, active: false }))
      .then({ kind: 'stale', revision: 2 }));

  it('is answered as the first time when it is repeated, whatever has happened since', async () => {
    const first = change({ changeId: 'c', expectedRevision: 1, active: false });
    const { events } = await given(create(), first, change({ totalLimit: 5 }))
      .when(first)
      .then({ kind: 'changed', active: false, totalLimit: 0, revision: 2 });
    expect(events).toEqual([]);
    await given(create(), first)
      .when(change({ changeId: 'd', expectedRevision: 1, active: false }))
      .then({ kind: 'stale', revision: 2 });
  });

  it('is not refused because the coupon has been used meanwhile', () =>
    given(create(), redeem(ORDER_1))
      .when(change({ expectedRevision: 1, active: false }))
      .then({ kind: 'changed', revision: 2, uses: 1 }));

  it('is refused for an end before the beginning', () =>
    given(create({ startsAtMs: 5_000 }))
      .when(change({ endsAtMs: 4_000 }))
      .then({ kind: 'invalidTerms', field: 'ends_at' }));

  it('does not set a limit below what has been used', async () => {
    const used = [create(), redeem(ORDER_1), redeem(ORDER_2), redeem(ORDER_3, { customerId: 'bob' })];
    const refused = { kind: 'limitBelowUses', uses: 3 } as const;
    await given(...used)
      .when(change({ totalLimit: 2 }))
      .then({ ...refused, field: 'total_limit' });
    await given(...used)
      .when(change({ perCustomerLimit: 2 }))
      .then({ ...refused, field: 'per_customer_limit' });
    await given(...used)
      .when(change({ totalLimit: 3, perCustomerLimit: 3 }))
      .then({ kind: 'changed' });
    await given(...used, release(ORDER_1))
      .when(change({ totalLimit: 2 }))
      .then({ kind: 'changed', uses: 2 });
  });

  it('raises a limit of a customer, however much has been used', () =>
    given(
      create({ perCustomerLimit: 1 }),
      redeem(ORDER_1),
      redeem(ORDER_2, { customerId: 'bob' }),
      redeem(ORDER_3, { customerId: 'eve' }),
    )
      .when(change({ perCustomerLimit: 2 }))
      .then({ kind: 'changed', perCustomerLimit: 2 }));
});
