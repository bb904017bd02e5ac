import type { EnterOutcome, PlaceView, RoomView, WaitingRooms } from '../../processes/sale/door.ts';

/** Waiting rooms that a test writes down. A ticket is "ticket of <customer>". */
export class FakeWaitingRooms implements WaitingRooms {
  readonly rooms = new Map<string, RoomView>();
  readonly places = new Map<string, PlaceView>();
  next: EnterOutcome | undefined;

  async enter(saleId: string, customerId: string): Promise<EnterOutcome> {
    if (this.next !== undefined) return this.next;
    if (!this.rooms.has(saleId)) return { kind: 'unknown_sale' };
    const ticket = `ticket of ${customerId}`;
    const place = this.places.get(ticket) ?? waitingAs(this.places.size);
    this.places.set(ticket, place);
    return { kind: 'entered', ticket, place };
  }

  async room(saleId: string): Promise<RoomView | undefined> {
    return this.rooms.get(saleId);
  }

  async place(_saleId: string, ticket: string): Promise<PlaceView | undefined> {
    return this.places.get(ticket);
  }
}

function waitingAs(sequence: number, changes: Partial<PlaceView> = {}): PlaceView {
  return {
    state: 'waiting',
    sequence,
    position: sequence,
    estimatedWaitMs: 1_500,
    turnEndsAtMs: undefined,
    ...changes,
  };
}

/** A room in order of arrival: whoever is below `admitted` was let in. */
export function roomWith(changes: Partial<RoomView> = {}): RoomView {
  const room: RoomView = {
    saleId: 'sale',
    draw: 'arrival',
    seedHash: undefined,
    seed: undefined,
    drawn: true,
    arrived: 10,
    early: 10,
    admitted: 0,
    perSecond: 5,
    state: 'open',
    positionOf: (sequence) => (room.drawn ? sequence : undefined),
    placeOf: (sequence) => {
      const position = room.positionOf(sequence);
      const isIn = position !== undefined && position < room.admitted;
      if (isIn) return waitingAs(sequence, { state: 'admitted', estimatedWaitMs: 0, turnEndsAtMs: 60_000 });
      return waitingAs(sequence, { position, ...(room.state === 'sold_out' && { state: 'sold_out' }) });
    },
    ...changes,
  };
  return room;
}
