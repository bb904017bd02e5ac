import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawnPosition } from '../../platform/kernel/fair-draw.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import type { EnterOutcome } from '../../processes/sale/door.ts';
import { SaleWorld, SEED } from './testing/sale-world.ts';

// A waiting room in front of a flash sale, over the real modules, on two hosts.

const HOUR_MS = 3_600_000;
const room = (draw: string) => ({ waitingRoom: { draw, turnMs: 60_000 } });

async function worldWith(draw = 'arrival', terms: object = {}): Promise<SaleWorld> {
  const world = new SaleWorld(2);
  await world.schedule({ ...room(draw), ...terms });
  return world;
}

type Entered = Extract<EnterOutcome, { kind: 'entered' }>;

async function entered(world: SaleWorld, customerId: string, host = 0): Promise<Entered> {
  const outcome = await world.enter(customerId, host);
  if (outcome.kind !== 'entered') throw new Error(`${customerId} was answered ${outcome.kind}`);
  return outcome;
}

async function tick(world: SaleWorld, ms = 1_000): Promise<void> {
  world.clock.advance(ms);
  await world.tend();
}

/** Orders with the ticket at the other host, once that has seen who was let in. */
function orderWith(world: SaleWorld, customerId: string, ticket: string | undefined, orderId = newId()) {
  world.clock.advance(250);
  return world.order(customerId, 1, orderId, 1, ticket);
}

describe('a waiting room', () => {
  it('answers a customer the same place and ticket at every host', async () => {
    const world = await worldWith();
    await entered(world, 'first');
    const [one, two] = [await entered(world, 'ann', 0), await entered(world, 'ann', 1)];
    expect(one.place).toMatchObject({ state: 'waiting', sequence: 1, position: undefined });
    expect(two).toMatchObject({ ticket: one.ticket, place: { sequence: 1 } });
    // An hour to the start, then two at a hundred a second.
    expect(one.place.estimatedWaitMs).toBe(HOUR_MS + 20);
  });

  it('gives nobody the turn of another, however often they ask again when nothing seems to be left', async () => {
    const world = await worldWith('arrival', { quantity: 1 });
    const { ticket } = await entered(world, 'ann');
    const other = await entered(world, 'ben');
    await tick(world, HOUR_MS);
    const orderId = newId();
    expect(await orderWith(world, 'ann', ticket, orderId)).toMatchObject({ kind: 'queued' });
    world.clock.advance(250);
    // The host still says "sold out" when the unit comes back.
    expect(await world.order('ben', 1, newId(), 1, other.ticket)).toEqual({ kind: 'sold_out' });
    await world.giveUp(orderId);
    expect(await world.repeat('ben', newId(), 1, 'forged')).toEqual({ kind: 'sold_out' });
    expect(await world.repeat('ben', newId(), 1, ticket)).toEqual({ kind: 'sold_out' });
    expect(await world.books()).toMatchObject({ claimed: 0 });
    expect(await world.repeat('ben', newId(), 1, other.ticket)).toMatchObject({ kind: 'queued' });
  });

  it('tells those who wait and ask again that everything is sold, and not to wait for their turn', async () => {
    const world = await worldWith('arrival', { quantity: 1 });
    const { ticket } = await entered(world, 'ann');
    const waiting = await entered(world, 'ben');
    world.perSecond = 1;
    await tick(world, HOUR_MS);
    const key = newId();
    world.clock.advance(250);
    expect(await world.order('ben', 1, key, 1, waiting.ticket)).toMatchObject({ kind: 'not_admitted' });
    expect(await orderWith(world, 'ann', ticket)).toMatchObject({ kind: 'queued' });
    world.clock.advance(250);
    expect(await world.repeat('ben', key, 1, waiting.ticket)).toEqual({ kind: 'sold_out' });
  });

  it('sells to whoever was let in, with their own ticket, once', async () => {
    const world = await worldWith();
    const { ticket } = await entered(world, 'ann');
    const other = await entered(world, 'ben');
    world.perSecond = 1;
    await tick(world, HOUR_MS);
    expect(await orderWith(world, 'ann', undefined)).toEqual({ kind: 'ticket_required' });
    expect(await orderWith(world, 'ann', 'forged')).toEqual({ kind: 'ticket_invalid' });
    expect(await orderWith(world, 'ann', other.ticket)).toEqual({ kind: 'ticket_invalid' });
    world.clock.advance(1_000);
    expect(await orderWith(world, 'ben', other.ticket)).toEqual({ kind: 'not_admitted', retryAfterMs: 1_000 });
    const orderId = newId();
    expect(await orderWith(world, 'ann', ticket, orderId)).toEqual({ kind: 'queued', orderId });
    expect(await orderWith(world, 'ann', ticket)).toEqual({ kind: 'ticket_used', orderId });
    world.clock.advance(120_000);
    expect(await orderWith(world, 'ann', ticket, orderId)).toEqual({ kind: 'queued', orderId });
    expect(await world.rooms(1).place(world.saleId, ticket)).toMatchObject({ state: 'used' });
    expect(await world.books()).toMatchObject({ claimed: 1 });
  });

  it('uses a ticket once when it is sent to two hosts at the same time', async () => {
    const world = await worldWith();
    const { ticket } = await entered(world, 'ann');
    await tick(world, HOUR_MS);
    world.clock.advance(250);
    const both = await Promise.all([0, 1].map((host) => world.order('ann', 1, newId(), host, ticket)));
    expect(both.map(({ kind }) => kind).sort()).toEqual(['queued', 'ticket_used']);
    expect(await world.books()).toMatchObject({ claimed: 1 });
  });

  it('lets in as fast as the system goes, and more when turns are not taken', async () => {
    const world = await worldWith('arrival', { quantity: 10 });
    for (let index = 0; index < 40; index += 1) await entered(world, `customer-${index}`);
    world.perSecond = 5;
    const admitted: (number | undefined)[] = [];
    await tick(world, HOUR_MS);
    for (let turn = 0; turn < 4; turn += 1) {
      admitted.push((await world.rooms().room(world.saleId))?.admitted);
      await tick(world);
    }
    // 10 units, and as many more people as may give up.
    expect(admitted).toEqual([5, 10, 12, 12]);
    const { ticket } = await entered(world, 'customer-0');
    await tick(world, 60_000);
    expect(await orderWith(world, 'customer-0', ticket)).toEqual({ kind: 'turn_lost' });
    expect((await entered(world, 'customer-0')).place).toMatchObject({ state: 'turn_lost' });
    expect((await world.rooms().room(world.saleId))?.admitted).toBe(22);
  });

  it('tells those who wait when nothing is left, and lets nobody in for it', async () => {
    const world = await worldWith('arrival', { quantity: 1 });
    const { ticket } = await entered(world, 'ann');
    const late = await entered(world, 'cid');
    world.perSecond = 1;
    await tick(world, HOUR_MS);
    expect(await orderWith(world, 'ann', ticket)).toMatchObject({ kind: 'queued' });
    await tick(world);
    expect(await world.rooms().place(world.saleId, late.ticket)).toMatchObject({ state: 'sold_out' });
    expect(await world.enter('dora')).toEqual({ kind: 'sold_out' });
    expect(await orderWith(world, 'cid', late.ticket)).toEqual({ kind: 'sold_out' });
  });

  it('draws by a seed to which it was bound before anybody came', async () => {
    const world = await worldWith('fair');
    const before = await world.rooms().room(world.saleId);
    const hash = createHash('sha256').update(Buffer.from(SEED, 'hex')).digest('hex');
    expect(before).toMatchObject({ drawn: false, seedHash: hash, seed: undefined });
    for (let index = 0; index < 8; index += 1) await entered(world, `early-${index}`);
    await tick(world, HOUR_MS);
    const late = await entered(world, 'late');
    expect(late.place.position).toBe(8);
    expect(await world.rooms().room(world.saleId)).toMatchObject({ drawn: true, seed: SEED, early: 8 });
    for (let index = 0; index < 8; index += 1) {
      const { place } = await entered(world, `early-${index}`);
      expect(place.position).toBe(drawnPosition(index, 8, SEED));
    }
  });

  it('limits how often a customer asks for a ticket', async () => {
    const world = await worldWith();
    const asked = await Promise.all(Array.from({ length: 6 }, () => world.enter('bot')));
    expect(asked.map(({ kind }) => kind).sort()).toEqual([...Array(5).fill('entered'), 'rate_limited']);
  });

  it('is not there where the sale has none', async () => {
    const world = new SaleWorld();
    await world.open();
    expect(await world.enter('ann')).toEqual({ kind: 'no_waiting_room' });
    expect(await world.rooms().room(world.saleId)).toBeUndefined();
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
  });
});
