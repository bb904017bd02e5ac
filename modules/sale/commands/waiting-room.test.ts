import { describe, expect, it } from 'vitest';
import { wait } from '../../../platform/testing/scenario.ts';
import { sale } from '../contract.ts';
import { claims, rooms } from '../tables.ts';
import {
  admit,
  claim,
  claimWithTicket,
  enter,
  giveBack,
  given,
  order,
  SALE_1,
  schedule,
  scheduleWithRoom,
  steer,
  untilTheEnd,
  untilTheStart,
} from '../testing/steps.ts';

const crowd = (size: number, name = 'early') => Array.from({ length: size }, (_, index) => enter(`${name}-${index}`));
const second = wait(1_000);
/** Ann came first and was let in. */
const ANN_ADMITTED = [scheduleWithRoom(), enter('ann'), enter('ben'), untilTheStart, admit(1)];

describe('entering a waiting room', () => {
  it('gives places in order of arrival', () =>
    given(scheduleWithRoom(), enter('ann'), enter('ben'))
      .when(enter('cid'))
      .then({ kind: 'entered', customerId: 'cid', sequence: 2, orderId: '' }));

  it('gives a customer one place, however often they come', async () => {
    const { store } = await given(scheduleWithRoom(), enter('ann'), enter('ben'), untilTheStart)
      .when(enter('ann'))
      .then({ kind: 'entered', sequence: 0 });
    expect(store.rows(rooms)[0]?.row.arrived).toBe(2);
  });

  it('counts as early who comes before the start, and nobody who comes later', async () => {
    const { store } = await given(scheduleWithRoom(), ...crowd(3), untilTheStart)
      .when(enter('late'))
      .then({ kind: 'entered', sequence: 3 });
    expect(store.rows(rooms)[0]?.row).toMatchObject({ early: 3, arrived: 4 });
  });

  it('counts as late who comes before the start of a sale that was opened early', async () => {
    const { store } = await given(scheduleWithRoom(), ...crowd(3), steer('open'))
      .when(enter('late'))
      .then({ kind: 'entered' });
    expect(store.rows(rooms)[0]?.row.early).toBe(3);
  });

  it.each([
    { why: 'nobody knows the sale', before: [], kind: 'unknown' },
    { why: 'it has no waiting room', before: [schedule()], kind: 'noRoom' },
    { why: 'it is over', before: [scheduleWithRoom(), untilTheEnd], kind: 'over' },
  ] as const)('is refused when $why', async ({ before, kind }) => {
    await given(...before)
      .when(enter('ann'))
      .then({ kind });
  });
});

describe('letting people in', () => {
  it('lets nobody in before the start', () =>
    given(scheduleWithRoom(), ...crowd(3))
      .when(admit())
      .then({ kind: 'admission', admitted: 0 }));

  it('goes as fast as the system completes orders', () =>
    given(scheduleWithRoom('arrival', { quantity: 100 }), ...crowd(50), untilTheStart, admit(4), second)
      .when(admit(4))
      .then({ admitted: 8 }));

  it('is no faster with two hosts', () =>
    given(
      scheduleWithRoom('arrival', { quantity: 100 }),
      ...crowd(50),
      untilTheStart,
      admit(4),
      admit(4),
      second,
      admit(4),
    )
      .when(admit(4))
      .then({ admitted: 8 }));

  it('makes no burst of a time in which nobody was let in', () =>
    given(scheduleWithRoom('arrival', { quantity: 100 }), ...crowd(50), untilTheStart, admit(4), wait(50_000))
      .when(admit(4))
      .then({ admitted: 12 }));

  it('stops while the system completes nothing', () =>
    given(scheduleWithRoom(), ...crowd(5), untilTheStart, admit(2), second)
      .when(admit(0))
      .then({ admitted: 2 }));

  it('lets in a fifth more than there are units, and no more', () =>
    given(scheduleWithRoom(), ...crowd(50), untilTheStart, admit(), second)
      .when(admit())
      .then({ admitted: 12 }));

  it('lets in the next when a turn is used or lost, as long as there are units', async () => {
    const full = [scheduleWithRoom(), ...crowd(50), untilTheStart, admit()];
    // One of 12 has bought a unit: 9 are left, for which 11 turns go on.
    await given(...full, claimWithTicket(1, 'early-0'), second)
      .when(admit())
      .then({ admitted: 12 });
    await given(...full, claimWithTicket(1, 'early-0'), giveBack(1), second)
      .when(admit())
      .then({ admitted: 13 });
    await given(...full, wait(60_000))
      .when(admit())
      .then({ admitted: 24 });
  });

  it('lets nobody in once everything is sold', () =>
    given(
      scheduleWithRoom('arrival', { quantity: 1 }),
      ...crowd(50),
      untilTheStart,
      admit(),
      claimWithTicket(1, 'early-0'),
      second,
    )
      .when(admit())
      .then({ admitted: 2 }));

  it('keeps everybody’s turn during a pause', () =>
    given(...ANN_ADMITTED, steer('pause'), wait(50_000), admit(), wait(50_000), admit(), steer('open', 1), wait(50_000))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'claimed' }));

  it('keeps everybody’s turn while the sale drains, and in a pause after that', () =>
    given(
      ...ANN_ADMITTED,
      steer('open'),
      steer('drain', 1),
      wait(50_000),
      admit(),
      wait(50_000),
      admit(),
      steer('pause', 2),
      wait(50_000),
      admit(),
      wait(50_000),
      steer('open', 3),
      wait(50_000),
    )
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'claimed' }));

  it.each(['pause', 'drain'])(
    'keeps a turn that nobody has looked at since the sale was told to %s',
    async (action) => {
      await given(
        ...ANN_ADMITTED,
        steer('open'),
        wait(59_000),
        steer(action, 1),
        wait(61_000),
        admit(),
        steer('open', 2),
      )
        .when(claimWithTicket(1, 'ann'))
        .then({ kind: 'claimed' });
    },
  );

  it('keeps every turn through a pause in which nobody was there to look', () =>
    given(...ANN_ADMITTED, steer('pause'), wait(120_000), steer('open', 1))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'claimed' }));

  it.each(['pause', 'drain'])(
    'does not give a turn back that was over when the sale was told to %s',
    async (action) => {
      await given(...ANN_ADMITTED, steer('open'), wait(60_000), steer(action, 1), admit(), steer('open', 2))
        .when(claimWithTicket(1, 'ann'))
        .then({ kind: 'turnLost' });
    },
  );

  it('gives nobody more time because an open sale is told to open', () =>
    given(...ANN_ADMITTED, wait(59_000), steer('open'), wait(1_000))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'turnLost' }));

  it('is asked of a sale with a waiting room', async () => {
    await given(schedule()).when(admit()).then({ kind: 'noRoom' });
    await given().when(admit()).then({ kind: 'unknown' });
  });
});

describe('ordering with a ticket', () => {
  it('uses the place, with the units, at once', () =>
    given(...ANN_ADMITTED)
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'claimed', remaining: 9 }));

  it('is done once', () =>
    given(...ANN_ADMITTED, claimWithTicket(1, 'ann'))
      .when(claimWithTicket(2, 'ann'))
      .then({ kind: 'placeUsed', orderId: order(1) }));

  it('answers the same order as it did the first time, after its turn too', () =>
    given(...ANN_ADMITTED, claimWithTicket(1, 'ann'), wait(120_000))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'claimed', orderId: order(1) }));

  it('does not use the place when nothing is given', () =>
    given(...ANN_ADMITTED, claimWithTicket(1, 'ann', 4))
      .when(claimWithTicket(2, 'ann', 3))
      .then({ kind: 'claimed' }));

  it('is refused before admission', () =>
    given(...ANN_ADMITTED)
      .when(claimWithTicket(1, 'ben'))
      .then({ kind: 'notAdmitted', position: 1, admitted: 1 }));

  it('is refused before the draw, in an open sale too', () =>
    given(scheduleWithRoom(), enter('ann'), untilTheStart)
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'notAdmitted' }));

  it('is refused when the turn is over', () =>
    given(...ANN_ADMITTED, wait(60_000))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'turnLost', position: 0 }));

  // A late copy must find it, whatever has become of the turn: the clock of another host may say that it goes on.
  it('is refused for good when the turn is over', async () => {
    const { store } = await given(...ANN_ADMITTED, wait(60_000))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'turnLost' });
    expect(store.rows(claims)).toMatchObject([{ row: { orderId: order(1), status: 'returned', saleId: '' } }]);
    await given(...ANN_ADMITTED, wait(60_000), claimWithTicket(1, 'ann'), steer('pause'), admit(), steer('open', 1))
      .when(claimWithTicket(1, 'ann'))
      .then({ kind: 'turnLost' });
  });

  it('is refused to whoever has no ticket, or no place', async () => {
    await given(...ANN_ADMITTED)
      .when(claim(1, 1, 'ann'))
      .then({ kind: 'noPlace', customerId: 'ann' });
    await given(...ANN_ADMITTED)
      .when(claimWithTicket(1, 'eve'))
      .then({ kind: 'noPlace', customerId: 'eve' });
  });

  it('is not necessary where there is no waiting room', () =>
    given(schedule(), untilTheStart).when(claimWithTicket(1, 'ann')).then({ kind: 'claimed' }));
});

describe('a fair draw', () => {
  it('puts those who came early in another order, and all others behind them', async () => {
    const opened = [scheduleWithRoom('fair', { quantity: 5 }), ...crowd(6), untilTheStart, enter('late'), admit()];
    // 6 may come for 5 units: all who were early, and not the one who came late.
    await given(...opened)
      .when(claimWithTicket(1, 'late'))
      .then({ kind: 'notAdmitted', position: 6, admitted: 6 });
    const one = [scheduleWithRoom('fair', { quantity: 5 }), ...crowd(6), untilTheStart, admit(2)];
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const { reply } = await given(...one)
          .when(claimWithTicket(1, `early-${index}`))
          .then({});
        return reply.kind;
      }),
    );
    // In order of arrival it would have been the first two.
    expect(outcomes.map((kind) => kind === 'claimed')).toEqual([true, false, false, true, false, false]);
  });

  it('needs a seed', () =>
    given()
      .when(sale.scheduleSale({ ...scheduleWithRoom('fair').request, drawSeed: 'guess' }))
      .then({ kind: 'invalid', field: 'drawSeed' }));

  it('keeps the seed of the first time', async () => {
    const again = { ...scheduleWithRoom('fair').request, drawSeed: 'f'.repeat(64) };
    const { store } = await given(scheduleWithRoom('fair')).when(sale.scheduleSale(again)).then({ kind: 'scheduled' });
    expect(store.rows(rooms)[0]?.row.drawSeed).toBe('0123456789abcdef'.repeat(4));
  });

  it('is not what another sale of the same id has', () =>
    given(scheduleWithRoom('fair')).when(scheduleWithRoom('arrival')).then({ kind: 'taken', saleId: SALE_1 }));

  it('is one of two orders that there are', () =>
    given().when(scheduleWithRoom('favourites')).then({ kind: 'invalid', field: 'draw' }));
});

describe('the secret of tickets', () => {
  it('is the first that was offered', async () => {
    await given()
      .when(sale.keepTicketSecret({ secret: 'one' }))
      .then({ kind: 'kept', secret: 'one' });
    await given(sale.keepTicketSecret({ secret: 'one' }))
      .when(sale.keepTicketSecret({ secret: 'two' }))
      .then({ kind: 'kept', secret: 'one' });
  });
});
