import { describe, expect, it } from 'vitest';
import { sale } from '../contract.ts';
import {
  beginEpoch,
  claim,
  giveBack,
  given,
  OPEN,
  order,
  SALE_1,
  schedule,
  steer,
  untilTheEnd,
  untilTheStart,
} from '../testing/steps.ts';

describe('claiming units of a sale', () => {
  it('gives them to the order and tells of it', async () => {
    const { events } = await given(...OPEN)
      .when(claim(1, 3))
      .then({ kind: 'claimed', orderId: order(1), remaining: 7 });

    expect(events.map(({ emit }) => emit)).toEqual([sale.UnitsClaimed]);
    expect(events[0]?.payload).toEqual({ saleId: SALE_1, orderId: order(1), customerId: 'customer-1', quantity: 3 });
  });

  it('gives the last unit once', () =>
    given(...OPEN, claim(1, 3), claim(2, 3), claim(3, 3), claim(4))
      .when(claim(5))
      .then({ kind: 'soldOut', remaining: 0 }));

  it('gives all units or none', () =>
    given(...OPEN, claim(1, 3), claim(2, 3), claim(3, 3))
      .when(claim(4, 2))
      .then({ kind: 'soldOut', remaining: 1 }));

  it('counts all orders of a customer against the limit', () =>
    given(...OPEN, claim(1, 2, 'ann'))
      .when(claim(2, 2, 'ann'))
      .then({ kind: 'limitReached', limit: 3, held: 2 }));

  it('does not count what came back', () =>
    given(...OPEN, claim(1, 3, 'ann'), giveBack(1))
      .when(claim(2, 3, 'ann'))
      .then({ kind: 'claimed' }));

  it('answers a repeated claim as it did the first time, and tells nothing', async () => {
    const { events } = await given(...OPEN, claim(1, 3, 'ann'))
      .when(claim(1, 3, 'ann'))
      .then({ kind: 'claimed', orderId: order(1), remaining: 7 });

    expect(events).toEqual([]);
  });

  it('answers a repeated claim after the end too', () =>
    given(...OPEN, claim(1), untilTheEnd)
      .when(claim(1))
      .then({ kind: 'claimed' }));

  it('is refused to an order that gave its units back', () =>
    given(...OPEN, claim(1), giveBack(1))
      .when(claim(1))
      .then({ kind: 'returned', orderId: order(1) }));

  it('is refused to an order that was undone before it asked', () =>
    given(...OPEN, giveBack(1))
      .when(claim(1))
      .then({ kind: 'returned', orderId: order(1) }));

  // A host gives up on a claim that is late, asks again and tells its customer no: the late one must not change that.
  it.each([
    { why: 'nothing was left', before: [claim(2, 3), claim(3, 3), claim(4, 3), claim(1, 2)], after: [giveBack(2)] },
    { why: 'its customer had enough', before: [claim(2, 3, 'ann'), claim(1, 1, 'ann')], after: [giveBack(2)] },
  ])('stays refused to an order that was told no because $why', async ({ before, after }) => {
    await given(...OPEN, ...before, ...after)
      .when(claim(1, 1, 'ann'))
      .then({ kind: 'returned', orderId: order(1) });
  });

  it('is told as before while nothing has changed', () =>
    given(...OPEN, claim(2, 3), claim(3, 3), claim(4, 3), claim(1, 2))
      .when(claim(1, 2))
      .then({ kind: 'soldOut', remaining: 1 }));

  it.each(['pause', 'drain'])('may be asked for again when the sale goes on: %s', async (action) => {
    await given(...OPEN, steer(action), claim(1), steer('open', 1))
      .when(claim(1))
      .then({ kind: 'claimed' });
  });

  it('is refused when it passed a gate of an older epoch', () =>
    given(...OPEN, beginEpoch(1))
      .when(claim(1, 1, 'ann', 1))
      .then({ kind: 'stale', epoch: 2 }));

  it('does not ask for an epoch where there was no gate', () =>
    given(...OPEN, beginEpoch(1))
      .when(claim(1, 1, 'ann', 0))
      .then({ kind: 'claimed' }));

  it.each([
    { when: 'before the start', before: [schedule()], state: 'scheduled' },
    { when: 'after the end', before: [schedule(), untilTheEnd], state: 'closed' },
    { when: 'while it is paused', before: [...OPEN, steer('pause')], state: 'paused' },
    { when: 'while it drains', before: [...OPEN, steer('open'), steer('drain', 1)], state: 'draining' },
    { when: 'once it was closed', before: [...OPEN, steer('close')], state: 'closed' },
  ])('is refused $when', async ({ before, state }) => {
    await given(...before)
      .when(claim(1))
      .then({ kind: 'notOpen', state });
  });

  it('is possible early where an operator has opened the sale', () =>
    given(schedule(), steer('open')).when(claim(1)).then({ kind: 'claimed' }));

  it('is refused for a sale that nobody knows', () =>
    given(untilTheStart).when(claim(1)).then({ kind: 'unknown', saleId: SALE_1 }));
});
