import { sale } from '../../modules/sale/contract.ts';
import { drawnPosition } from '../../platform/kernel/fair-draw.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { remainingOf } from '../../processes/sale/gate-keeper.ts';
import type { Refusal, SaleBook } from '../clients/sale-book.ts';
import type { SalePlan } from '../sale/sale-plan.ts';
import type { Observer } from './observer.ts';

// Invariants of the sale's waiting room. At every step: one place for each customer, which stays theirs; the draw is made
// once; a ticket has one order, and that of somebody who was let in; and no more people are let in than there are units for.
// At the end: what customers were told of their places.

type Claim = Reply<typeof sale.listClaims>['claims'][number];
type KnownSale = Reply<typeof sale.getSales>['sales'][number];
type Room = Reply<typeof sale.getRooms>['rooms'][number];
type Place = Reply<typeof sale.getPlaces>['places'][number];

/** As many more people may be let in than there are units. */
const GIVEN_UP = 0.2;
/** What the clocks of two hosts are apart at the most. */
const CLOCKS_OFF_MS = 17_000;

export class RoomChecks {
  readonly #plan: SalePlan;
  readonly #observer: Observer;
  readonly #book: SaleBook;
  readonly #places = new Map<string, Place>();
  /** When each customer's turn would first have been over, whatever prolonged it. */
  readonly #firstEndMs = new Map<string, number>();
  #room: Room | undefined;
  #remaining = 0;

  constructor(plan: SalePlan, observer: Observer, book: SaleBook) {
    this.#plan = plan;
    this.#observer = observer;
    this.#book = book;
    this.#remaining = plan.quantity;
  }

  /** What is wrong now, by the sale as it is and every claim on it. */
  async look(known: KnownSale, claims: readonly Claim[]): Promise<string[]> {
    const { saleId } = this.#plan;
    const { doors } = this.#observer;
    const { rooms } = await doors.call(sale.getRooms({ saleIds: [saleId] }));
    const [room] = rooms;
    if (room === undefined) return [];
    const { places } = await doors.call(sale.getPlaces({ saleId, customerIds: [...this.#book.cameToRoom] }));
    const wrong = [...this.#movesOn(room), ...this.#kept(places, room), ...this.#letIn(room, known)];
    for (const place of places) this.#places.set(place.customerId, place);
    this.#room = room;
    this.#noteTurns(room);
    return [...wrong, ...this.#used(claims, room)];
  }

  #movesOn(room: Room): string[] {
    const before = this.#room;
    if (before === undefined) return [];
    const isBack = room.arrived < before.arrived || room.admitted < before.admitted || (before.drawn && !room.drawn);
    const isDrawnAnew = before.drawn && (room.early !== before.early || room.drawSeed !== before.drawSeed);
    return [
      ...(isBack ? ['room-moves-on: fewer have come, or were let in, than before'] : []),
      ...(isDrawnAnew || room.drawSeed !== before.drawSeed ? ['one-draw: the places are drawn anew'] : []),
    ];
  }

  #kept(places: readonly Place[], { arrived }: Room): string[] {
    const wrong: string[] = [];
    if (new Set(places.map(({ sequence }) => sequence)).size < places.length)
      wrong.push('one-place: two customers have one place');
    if (places.length !== arrived) wrong.push(`one-place: ${arrived} have come, and ${places.length} have a place`);
    for (const { customerId, sequence, orderId } of places) {
      const before = this.#places.get(customerId);
      if (before !== undefined && before.sequence !== sequence)
        wrong.push(`place-is-kept: ${customerId} was number ${before.sequence} and is ${sequence}`);
      if (before !== undefined && before.orderId !== '' && before.orderId !== orderId)
        wrong.push(`ticket-once: the ticket of ${customerId} was used by ${before.orderId}, and by ${orderId}`);
    }
    return wrong;
  }

  /** Of those whose turn goes on each may take a unit. */
  #letIn(room: Room, known: KnownSale): string[] {
    // A batch may let people in before or after it sells: the more there was is what counts.
    const most = Math.max(this.#remaining, remainingOf(known));
    this.#remaining = remainingOf(known);
    if (room.admitted === (this.#room?.admitted ?? 0)) return [];
    const turns = room.admissions.reduce((sum, { from, upTo, used }) => sum + upTo - from - used, 0);
    const allowed = most + Math.ceil(most * GIVEN_UP);
    return turns > allowed ? [`let-in-for-units: ${turns} may order, where ${most} units are left`] : [];
  }

  #noteTurns(room: Room): void {
    for (const { customerId, sequence } of this.#places.values()) {
      if (this.#firstEndMs.has(customerId)) continue;
      const admission = admissionOf(room, sequence);
      if (admission !== undefined) this.#firstEndMs.set(customerId, admission.atMs + this.#turnMs);
    }
  }

  /** Claims that were given back count too: a ticket is used once. */
  #used(claims: readonly Claim[], room: Room): string[] {
    const wrong: string[] = [];
    const orders = new Map<string, string>();
    for (const { orderId, customerId, saleId } of claims) {
      if (saleId === '') continue;
      const other = orders.get(customerId);
      if (other !== undefined) wrong.push(`ticket-once: ${customerId} has the orders ${other} and ${orderId}`);
      orders.set(customerId, orderId);
      const place = this.#places.get(customerId);
      const isIn = place !== undefined && room.drawn && positionOf(room, place.sequence) < room.admitted;
      if (!isIn) wrong.push(`let-in-first: ${orderId} has units, and ${customerId} was not let in`);
      else if (place.orderId !== orderId)
        wrong.push(`ticket-once: ${orderId} has units, and the ticket of ${customerId} was used by "${place.orderId}"`);
    }
    return wrong;
  }

  /** The customer was let in, and their turn is over; or another order of theirs has used the ticket. */
  untrue({ key, customerId, code, toldMs }: Refusal): string[] {
    if (code === 'turn_lost') {
      const endMs = this.#firstEndMs.get(customerId) ?? Number.POSITIVE_INFINITY;
      return endMs <= toldMs + CLOCKS_OFF_MS
        ? []
        : [`turn-lost-is-true: ${key} was told at ${toldMs} that a turn is over which lasts until ${endMs}`];
    }
    const usedBy = this.#places.get(customerId)?.orderId ?? '';
    return usedBy === '' ? [`ticket-used-is-true: ${key} was told that a ticket was used, which nobody did`] : [];
  }

  /** Whatever was told of a place, at any host and at any time, is so at the end. */
  toldPlaces(): string[] {
    const room = this.#room;
    return this.#book.places.flatMap(({ customerId, sequence, position }) => {
      const place = this.#places.get(customerId);
      if (place === undefined || room === undefined)
        return [`nothing-lost: ${customerId} was given a place, and has none`];
      if (place.sequence + 1 !== sequence)
        return [`place-is-kept: ${customerId} was told ${sequence}, and is number ${place.sequence + 1}`];
      const drawn = positionOf(room, place.sequence) + 1;
      return position === null || position === drawn
        ? []
        : [`one-draw: ${customerId} was told of position ${position}, and has ${drawn}`];
    });
  }

  get #turnMs(): number {
    return this.#plan.waitingRoom?.turnMs ?? 0;
  }
}

function positionOf({ drawSeed, early }: Room, sequence: number): number {
  return drawnPosition(sequence, early, drawSeed);
}

function admissionOf(room: Room, sequence: number): Room['admissions'][number] | undefined {
  if (!room.drawn) return undefined;
  const position = positionOf(room, sequence);
  return room.admissions.find(({ from, upTo }) => from <= position && position < upTo);
}
