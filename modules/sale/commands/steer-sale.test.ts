import { describe, expect, it } from 'vitest';
import { sale } from '../contract.ts';
import { beginEpoch, given, SALE_1, schedule, steer, untilTheEnd, untilTheStart } from '../testing/steps.ts';

describe('scheduling a sale', () => {
  it('makes it known', () => given().when(schedule()).then({ kind: 'scheduled', saleId: SALE_1 }));

  it('changes nothing when it is repeated', () =>
    given(schedule(), steer('open')).when(schedule()).then({ kind: 'scheduled' }));

  it('is refused where another sale has the id', () =>
    given(schedule())
      .when(schedule({ quantity: 11 }))
      .then({ kind: 'taken', saleId: SALE_1 }));

  it.each([
    { field: 'quantity', terms: { quantity: 0 } },
    { field: 'priceMinor', terms: { priceMinor: 0 } },
    { field: 'priceMinor', terms: { priceMinor: 2 ** 53 - 1, quantity: 2, perCustomerLimit: 2 } },
    { field: 'perCustomerLimit', terms: { perCustomerLimit: 0 } },
    { field: 'rateRequests', terms: { rateRequests: -1 } },
    { field: 'rateWindowMs', terms: { rateWindowMs: 0 } },
    { field: 'sku', terms: { sku: '' } },
    { field: 'endsAtMs', terms: { endsAtMs: 0 } },
  ])('is refused for its $field', async ({ field, terms }) => {
    await given().when(schedule(terms)).then({ kind: 'invalid', field });
  });
});

describe('steering a sale', () => {
  it('tells who did it and why', async () => {
    const { events } = await given(schedule())
      .when(steer('open'))
      .then({ kind: 'steered', saleId: SALE_1, state: 'open' });

    expect(events.map(({ emit, payload }) => ({ emit, payload }))).toEqual([
      { emit: sale.SaleStateChanged, payload: { saleId: SALE_1, state: 'open', who: 'olga', why: 'rehearsal' } },
    ]);
  });

  it('tells nothing when nothing changes', async () => {
    const { events } = await given(schedule(), steer('open'))
      .when(steer('open', 1))
      .then({ kind: 'steered', state: 'open' });

    expect(events).toEqual([]);
  });

  it.each(['open', 'pause', 'drain'])('cannot %s a sale that is closing', async (action) => {
    await given(schedule(), steer('close')).when(steer(action, 1)).then({ kind: 'notPossible', state: 'closed' });
  });

  // The clock opens and ends a sale; that it did is written down a moment later.
  it.each(['pause', 'drain'])('can %s a sale whose start is not written down yet', async (action) => {
    await given(schedule(), untilTheStart).when(steer(action)).then({ kind: 'steered' });
  });

  it.each(['open', 'pause', 'drain'])('cannot %s a sale whose end is not written down yet', async (action) => {
    await given(schedule(), steer('open'), untilTheEnd)
      .when(steer(action, 1))
      .then({ kind: 'notPossible', state: 'closed' });
    await given(schedule(), steer('open'), untilTheEnd).when(steer('close', 1)).then({ state: 'closing' });
  });

  it('closes in two steps, so that its last orders get their stock', async () => {
    await given(schedule()).when(steer('finish')).then({ kind: 'notPossible', state: 'scheduled' });
    await given(schedule(), steer('close')).when(steer('finish', 1)).then({ kind: 'steered', state: 'closed' });
    await given(schedule(), steer('close'), steer('finish', 1))
      .when(steer('close', 2))
      .then({ kind: 'steered', state: 'closed' });
  });

  it('is refused for another version than the caller saw', async () => {
    const asked = given(schedule(), steer('open'));
    await asked.when(steer('pause', 1, '', 1)).then({ kind: 'versionChanged', version: 2 });
    await asked.when(steer('pause', 1, '', 2)).then({ kind: 'steered', state: 'paused' });
  });

  it('cannot drain a sale that has not begun', () =>
    given(schedule()).when(steer('drain')).then({ kind: 'notPossible', state: 'scheduled' }));

  it('cannot steer a sale that nobody knows', () => given().when(steer('open')).then({ kind: 'unknown' }));
});

describe('a copy of a steering', () => {
  const paused = [schedule(), steer('open', 0, 'early'), steer('pause', 1, 'pause')];

  it('is answered, and tells nothing', async () => {
    const { events } = await given(...paused)
      .when(steer('pause', 1, 'pause'))
      .then({ kind: 'steered', saleId: SALE_1, state: 'paused' });
    expect(events).toEqual([]);
  });

  it.each([
    { what: 'a late one', steerings: 1 },
    { what: 'one that was sent again since', steerings: 3 },
  ])('does not pause what was opened since: $what', async ({ steerings }) => {
    await given(...paused, steer('open', 2, 'open'))
      .when(steer('pause', steerings, 'pause'))
      .then({ kind: 'steered', state: 'open' });
  });

  it('is answered before it is held against the version that its sender saw', () =>
    given(...paused)
      .when(steer('pause', 1, 'pause', 2))
      .then({ kind: 'steered', saleId: SALE_1, state: 'paused' }));

  it('does not open what was paused since', () =>
    given(...paused)
      .when(steer('open', 0, 'early'))
      .then({ kind: 'steered', state: 'paused' }));

  it('is refused where it comes after another steering for the first time, though that one changed nothing', () =>
    given(schedule(), steer('open', 0, 'early'), steer('open', 1, 'again'))
      .when(steer('pause', 1, 'pause'))
      .then({ kind: 'stale', state: 'open', steerings: 2 }));

  it('of the clock counts once', () =>
    given(schedule(), steer('open'), steer('pause', 1, 'pause'))
      .when(steer('open'))
      .then({ kind: 'stale', state: 'paused', steerings: 2 }));

  it('is refused for its number once its id is forgotten', () => {
    const others = Array.from({ length: 20 }, (_, index) => steer('open', index + 2, `open ${index}`));
    return given(...paused, ...others)
      .when(steer('pause', 1, 'pause'))
      .then({ kind: 'stale', state: 'open', steerings: 22 });
  });
});

describe('beginning an epoch', () => {
  it('ends the one before', () => given(schedule()).when(beginEpoch(1)).then({ kind: 'begun', epoch: 2 }));

  it('is done by one of two hosts', () =>
    given(schedule(), beginEpoch(1)).when(beginEpoch(1)).then({ kind: 'stale', epoch: 2 }));

  it('needs a sale', () => given().when(beginEpoch(1)).then({ kind: 'unknown' }));
});
