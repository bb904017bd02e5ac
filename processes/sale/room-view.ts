import type { sale } from '../../modules/sale/contract.ts';
import { drawnPosition } from '../../platform/kernel/fair-draw.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { commitmentTo } from '../../platform/tokens/commitment.ts';
import type { PlaceView, RoomView, SaleView } from './door.ts';

// A waiting room as people see it. Everything about one place follows from the room and a number, so that any number of
// people are told of theirs by one look at the ledger.

export type KnownRoom = Reply<typeof sale.getRooms>['rooms'][number];

export function roomView(room: KnownRoom, sale: SaleView, perSecond: number): RoomView {
  const { saleId, draw, drawSeed, drawn, arrived, early, admitted } = room;
  const positionOf = (sequence: number): number | undefined =>
    drawn ? drawnPosition(sequence, early, drawSeed) : undefined;
  return {
    saleId,
    draw,
    // Binds the shop to its draw before anybody has come.
    seedHash: drawSeed === '' ? undefined : commitmentTo(drawSeed),
    // Told once nothing can be changed by knowing it.
    seed: drawSeed !== '' && drawn ? drawSeed : undefined,
    drawn,
    arrived,
    early,
    admitted,
    perSecond,
    state: sale.state,
    positionOf,
    placeOf: (sequence, nowMs) => placeOf(room, sale, positionOf(sequence), sequence, perSecond, nowMs),
  };
}

function placeOf(
  room: KnownRoom,
  sale: SaleView,
  position: number | undefined,
  sequence: number,
  perSecond: number,
  nowMs: number,
): PlaceView {
  const place = { sequence, position, estimatedWaitMs: undefined, turnEndsAtMs: undefined };
  const turnMs = sale.terms.waitingRoom?.turnMs ?? 0;
  if (sale.state === 'closed') return { ...place, state: 'closed' };
  if (position !== undefined && position < room.admitted) {
    const admission = room.admissions.find(({ from, upTo }) => from <= position && position < upTo);
    const turnEndsAtMs = (admission?.atMs ?? 0) + turnMs;
    if (nowMs >= turnEndsAtMs) return { ...place, state: 'turn_lost' };
    return sale.state === 'sold_out'
      ? { ...place, state: 'sold_out' }
      : { ...place, state: 'admitted', estimatedWaitMs: 0, turnEndsAtMs };
  }
  if (sale.state === 'sold_out') return { ...place, state: 'sold_out' };
  // Before a fair draw the most that it can be.
  const last = room.draw === 'fair' && sequence < room.early ? room.early : sequence + 1;
  const ahead = position === undefined ? last : position + 1 - room.admitted;
  const untilStartMs = Math.max(0, sale.state === 'scheduled' ? sale.terms.startsAtMs - nowMs : 0);
  return { ...place, state: 'waiting', estimatedWaitMs: untilStartMs + (ahead / Math.max(1, perSecond)) * 1_000 };
}
