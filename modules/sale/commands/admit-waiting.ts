import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { sale } from '../contract.ts';
import { type Room, withAdmission, withTurnsKept } from '../domain/room.ts';
import { isHeld, remaining, type Sale, stateAt } from '../domain/sale.ts';
import { rooms, sales } from '../tables.ts';

// However many hosts call it, and however often: what counts is the time since the last admission.
export const admitWaiting = command(sale.admitWaiting, {
  loads: ({ saleId }) => [sales.key(saleId), rooms.key(saleId)],
  decide: (rows, { saleId, perSecond }, { nowMs }) => {
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    const room = rows.get(rooms.key(saleId));
    if (room === undefined) return refuse('noRoom', { saleId });
    const next = nextRoom(known, room, perSecond, nowMs);
    return accept({ admitted: next.admitted }, ...(next === room ? [] : [rooms.put(next)]));
  },
});

function nextRoom(known: Sale, room: Room, perSecond: number, nowMs: number): Room {
  const state = stateAt(known, nowMs);
  if (isHeld(state)) return withTurnsKept(room, nowMs);
  const turnMs = known.terms.waitingRoom?.turnMs;
  if (state !== 'open' || turnMs === undefined) return room;
  return withAdmission(room, { remaining: remaining(known), perSecond, turnMs }, nowMs);
}
