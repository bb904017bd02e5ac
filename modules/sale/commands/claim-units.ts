import { accept, command, type Effect, event, type Rows, refuse } from '../../../platform/batching/command.ts';
import { assert, present } from '../../../platform/kernel/assert.ts';
import type { Request } from '../../../platform/rpc/contract.ts';
import { sale } from '../contract.ts';
import { tombstone } from '../domain/claim.ts';
import { positionIn, turnAt, withTurnUsed } from '../domain/room.ts';
import { isHeld, remaining, type SaleState, stateAt, withClaimed } from '../domain/sale.ts';
import { buyers, claims, places, rooms, sales } from '../tables.ts';

// Where it is decided who has a unit. Whatever a gate promised, this counts: units, the customer's limit, time, epoch. Who
// is told no here has none for good: a copy of the claim may arrive when units have come back.
export const claimUnits = command(sale.claimUnits, {
  loads: ({ saleId, orderId, customerId, hasTicket }) => [
    sales.key(saleId),
    claims.key(orderId),
    buyers.key(saleId, customerId),
    // Looked at for whoever says so only: most sales have no waiting room.
    ...(hasTicket ? [rooms.key(saleId), places.key(saleId, customerId)] : []),
  ],
  decide: (rows, request, { nowMs }) => {
    const { saleId, epoch, orderId, customerId, quantity } = request;
    assert(quantity >= 1, `order ${orderId} claims ${quantity} units: claim 1 or more`);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    const before = rows.get(claims.key(orderId));
    const neverHadUnits = before?.saleId === '';
    if (before?.status === 'returned' && !neverHadUnits) return refuse('returned', { orderId });
    if (before?.status === 'claimed') return accept({ orderId, remaining: remaining(known) });
    const never = before === undefined ? [claims.put(tombstone(orderId, nowMs))] : [];

    const { terms } = known;
    if (epoch !== 0 && epoch !== known.epoch) return refuse('stale', { epoch: known.epoch });
    const state = stateAt(known, nowMs);
    if (state !== 'open') {
      const times = { startsAtMs: terms.startsAtMs, endsAtMs: terms.endsAtMs };
      return refuse('notOpen', { state, ...times }, ...(mayOpen(state) ? [] : never));
    }
    const turn = terms.waitingRoom && takeTurn(rows, request, terms.waitingRoom.turnMs, nowMs, never);
    if (turn !== undefined && 'reply' in turn) return turn;
    const held = rows.get(buyers.key(saleId, customerId))?.units ?? 0;
    if (held + quantity > terms.perCustomerLimit) {
      return refuse('limitReached', { limit: terms.perCustomerLimit, held }, ...never);
    }
    if (quantity > remaining(known)) return refuse('soldOut', { remaining: remaining(known) }, ...never);
    if (neverHadUnits) return refuse('returned', { orderId });
    const claimed = known.claimed + quantity;
    return accept(
      { orderId, remaining: terms.quantity - claimed },
      sales.put(withClaimed(known, claimed)),
      claims.put({ orderId, saleId, customerId, quantity, status: 'claimed', claimedAt: nowMs, returnedAt: null }),
      buyers.put({ saleId, customerId, units: held + quantity }),
      ...(turn ?? []),
      event(sale.UnitsClaimed, orderId, { saleId, orderId, customerId, quantity }),
    );
  },
});

/** Whoever asks too early, or while the sale is held, asks again. */
function mayOpen(state: SaleState): boolean {
  return state === 'scheduled' || isHeld(state);
}

/** What marks the customer's place as used, in the transaction of the claim; or why they may not order now. */
function takeTurn(
  rows: Rows,
  request: Request<typeof sale.claimUnits>,
  turnMs: number,
  nowMs: number,
  never: readonly Effect[],
) {
  const { saleId, customerId, orderId, hasTicket } = request;
  const place = hasTicket ? rows.get(places.key(saleId, customerId)) : undefined;
  if (place === undefined) return refuse('noPlace', { customerId });
  if (place.orderId !== '') return refuse('placeUsed', { orderId: place.orderId });
  const room = present(rows.get(rooms.key(saleId)), `waiting room of sale ${saleId}`);
  const position = positionIn(room, place.sequence);
  const turn = turnAt(room, position, turnMs, nowMs);
  if (turn === 'waiting') return refuse('notAdmitted', { position, admitted: room.admitted });
  if (turn === 'lost') return refuse('turnLost', { position }, ...never);
  return [rooms.put(withTurnUsed(room, position)), places.put({ ...place, orderId })];
}
