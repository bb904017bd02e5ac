import { accept, command, type Effect, event, type Rows, refuse } from '../../../platform/batching/command.ts';
import { assert, present } from '../../../platform/kernel/assert.ts';
import { sale } from '../contract.ts';
import { withTurnsEnded, withTurnsKept } from '../domain/room.ts';
import { after, isAction, isHeld, type Sale, type SaleState, stateAt, steered } from '../domain/sale.ts';
import { rooms, sales } from '../tables.ts';

// Requests come twice and late. A copy of what was done is answered, and what was sent before somebody else steered is
// refused: neither undoes what was decided since.
export const steerSale = command(sale.steerSale, {
  loads: ({ saleId }, rows) => [
    sales.key(saleId),
    ...(rows.get(sales.key(saleId))?.terms.waitingRoom === undefined ? [] : [rooms.key(saleId)]),
  ],
  decide: (rows, { saleId, action, who, why, steerings, steeringId, expectedVersion }, { nowMs }) => {
    assert(isAction(action), `a sale is opened, paused, drained, closed or finished; it cannot be "${action}"`);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    if (steeringId !== '' && known.steeredBy.includes(steeringId)) return accept({ saleId, state: known.state });
    const version = rows.version(sales.key(saleId));
    if (expectedVersion !== 0 && expectedVersion !== version) return refuse('versionChanged', { version });
    if (steerings !== known.steerings) return refuse('stale', { state: known.state, steerings: known.steerings });
    const state = after(known, action, nowMs);
    if (state === undefined) return refuse('notPossible', { state: stateAt(known, nowMs) });
    const puts = [sales.put(steered(known, state, steeringId)), ...roomPuts(rows, known, state, nowMs)];
    if (state === known.state) return accept({ saleId, state }, ...puts);
    return accept({ saleId, state }, ...puts, event(sale.SaleStateChanged, saleId, { saleId, state, who, why }));
  },
});

/** Whose turn goes on at this instant keeps it for as long as the sale is held, whenever somebody next looks. */
function roomPuts(rows: Rows, known: Sale, state: SaleState, nowMs: number): Effect[] {
  const { waitingRoom } = known.terms;
  const before = stateAt(known, nowMs);
  const isStopped = before === 'open' && isHeld(state);
  if (waitingRoom === undefined || !(isStopped || isHeld(before))) return [];
  const room = present(rows.get(rooms.key(known.saleId)), `waiting room of sale ${known.saleId}`);
  const going = isStopped ? withTurnsEnded(room, waitingRoom.turnMs, nowMs) : room;
  return [rooms.put(withTurnsKept(going, nowMs))];
}
