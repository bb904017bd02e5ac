import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { hostOf, LEASE_MS, logOf, newTrip, pass, settle, statusOf } from '../testing/hosts.ts';
import { act, type Trip, World } from '../testing/trip-saga.ts';
import { nothingToUndo, saga, thenGiveUp, untilAnswered } from './definition.ts';
import { narrow } from './narrow.ts';

interface Tour extends Trip {
  readonly voucher?: string;
  readonly gift?: boolean;
}

const send = (name: string) => (tour: Tour) => act(name, tour.tripId);

const tour = saga<Tour>('tour.v1')
  .step('book hotel', { send: send('book hotel'), undo: send('cancel hotel'), retry: thenGiveUp })
  .step('redeem voucher', {
    when: ({ voucher }) => voucher !== undefined,
    send: send('redeem voucher'),
    undo: send('return voucher'),
    retry: thenGiveUp,
  })
  .step('book car', { send: send('book car'), undo: send('cancel car'), retry: thenGiveUp })
  .pivot('charge', { send: send('charge'), retry: untilAnswered })
  .forward('send gift', { when: ({ gift }) => gift === true, send: send('send gift'), retry: untilAnswered })
  .forward('send ticket', { send: send('send ticket'), retry: untilAnswered })
  .build();

const newTour = (number: number, data: Partial<Tour>) => {
  const { data: trip, ...rest } = newTrip(number);
  return { ...rest, definition: tour.name, data: { ...trip, ...data } };
};

const namesFor = (data: Partial<Tour>): string[] => narrow(tour, { tripId: '', ...data }).steps.map(({ name }) => name);

describe('a definition narrowed to its data', () => {
  it('has the steps that apply, in order, and its pivot among them', () => {
    expect(namesFor({})).toEqual(['book hotel', 'book car', 'charge', 'send ticket']);
    expect(namesFor({ voucher: 'V' })).toEqual(['book hotel', 'redeem voucher', 'book car', 'charge', 'send ticket']);
    expect(namesFor({ gift: true })).toEqual(['book hotel', 'book car', 'charge', 'send gift', 'send ticket']);
    expect(narrow(tour, { voucher: 'V' }).pivot).toBe(3);
    expect(narrow(tour, {}).pivot).toBe(2);
  });

  it('is made once for the same steps, and is the definition itself where all apply', () => {
    expect(narrow(tour, { voucher: 'V' })).toBe(narrow(tour, { voucher: 'W' }));
    expect(narrow(tour, { voucher: 'V' })).not.toBe(narrow(tour, { gift: true }));
    expect(narrow(tour, { voucher: 'V', gift: true })).toBe(tour);
  });

  it('is promised if it begins with its pivot, and not because the steps before its pivot do not apply', () => {
    const never = { when: () => false };
    const charge = { send: send('charge'), retry: untilAnswered };
    const asked = saga<Tour>('asked.v1')
      .step('look', { ...never, send: send('look'), undo: nothingToUndo, retry: thenGiveUp })
      .pivot('charge', charge)
      .build();
    expect(narrow(asked, {})).toMatchObject({ pivot: 0, isPromised: false });
    const gift = { ...never, send: send('send gift'), retry: untilAnswered };
    const promised = saga<Tour>('promised.v1').pivot('charge', charge).forward('send gift', gift).build();
    expect(narrow(promised, {})).toMatchObject({ pivot: 0, isPromised: true });
  });

  it('does not compile with a pivot that may not apply', () => {
    const redeem = { send: send('redeem voucher'), undo: send('return voucher'), retry: thenGiveUp };
    const charge = { send: send('charge'), retry: untilAnswered };
    const mistakes = [
      // @ts-expect-error a saga without its pivot would never be decided
      () => saga<Tour>('a.v1').pivot('charge', { ...charge, when: () => false }),
      // @ts-expect-error what decides is the data of this saga
      () => saga<Tour>('a.v1').step('redeem', { ...redeem, when: (voucher: number) => voucher > 0 }),
    ];
    expect(mistakes).toHaveLength(2);
  });
});

describe('a saga with steps that do not apply', () => {
  async function run(data: Partial<Tour>, script: World['script'] = () => 'done') {
    const store = new MemoryStore();
    const world = new World();
    world.script = script;
    const host = hostOf(store, world, { definitions: [tour] });
    await host.engine.start();
    await host.engine.begin(newTour(1, data));
    await settle();
    return { store, world, host };
  }

  it('neither sends nor logs nor shows them', async () => {
    const { store, world, host } = await run({});
    expect(world.calls).toEqual(['book hotel', 'book car', 'charge', 'send ticket']);
    expect(statusOf(store)).toBe('completed');
    expect(logOf(store)).toHaveLength(5);
    const view = await host.engine.view().get(newTrip().sagaId);
    expect(view?.steps.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'book hotel: completed',
      'book car: completed',
      'charge: completed',
      'send ticket: completed',
    ]);
  });

  it.each<[string, Partial<Tour>, string[]]>([
    ['with the step', { voucher: 'V' }, ['cancel car', 'return voucher', 'cancel hotel']],
    ['without it', {}, ['cancel car', 'cancel hotel']],
  ])('undoes what it did, last in first out, %s', async (_case, data, undos) => {
    const { store, world } = await run(data, (name) => (name === 'charge' ? 'refused: no' : 'done'));
    expect(world.calls.slice(-undos.length)).toEqual(undos);
    expect(statusOf(store)).toBe('compensated');
  });

  it('stands where it stood when another host reads it back', async () => {
    for (const data of [{}, { voucher: 'V' }, { gift: true }]) {
      const script: World['script'] = (name, attempt) => (name === 'book car' && attempt === 1 ? 'waits' : 'done');
      const { store, world, host } = await run(data, script);
      const heir = hostOf(store, world, { definitions: [tour], startMs: host.clock.nowMs() + LEASE_MS + 1 });
      await heir.engine.start();
      await pass(heir.clock, 100);
      expect(statusOf(store)).toBe('completed');
      expect(world.effects.map((effect) => effect.replace(/ [0-9a-f-]+$/, ''))).toEqual(namesFor(data));
    }
  });
});
