import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { isDrawSeed } from '../../../platform/kernel/fair-draw.ts';
import { sale } from '../contract.ts';
import { roomOf } from '../domain/room.ts';
import { faultOf, type SaleTerms, scheduled } from '../domain/sale.ts';
import { rooms, sales } from '../tables.ts';

export const scheduleSale = command(sale.scheduleSale, {
  loads: ({ saleId }) => [sales.key(saleId), rooms.key(saleId)],
  decide: (rows, { saleId, terms: asked, drawSeed }) => {
    const terms: SaleTerms = present(asked, `terms of sale ${saleId}`);
    const fault = faultOf(terms);
    if (fault !== undefined) return refuse('invalid', fault);
    const { waitingRoom } = terms;
    if (waitingRoom?.draw === 'fair' && !isDrawSeed(drawSeed)) {
      return refuse('invalid', { field: 'drawSeed', problem: 'has to be 64 hexadecimal digits' });
    }
    const known = rows.get(sales.key(saleId));
    if (known === undefined) {
      const room = waitingRoom && [rooms.put(roomOf(saleId, waitingRoom, drawSeed))];
      return accept({ saleId }, sales.put(scheduled(saleId, termsOf(terms))), ...(room ?? []));
    }
    return isSame(known.terms, terms) ? accept({ saleId }) : refuse('taken', { saleId });
  },
});

/** The terms and nothing else that came with them. */
function termsOf({ waitingRoom, ...terms }: SaleTerms): SaleTerms {
  const { productId, sku, quantity, priceMinor, currency, startsAtMs, endsAtMs } = terms;
  const { perCustomerLimit, rateRequests, rateWindowMs } = terms;
  const goods = { productId, sku, quantity, priceMinor, currency };
  const plain = { ...goods, startsAtMs, endsAtMs, perCustomerLimit, rateRequests, rateWindowMs };
  if (waitingRoom === undefined) return plain;
  return { ...plain, waitingRoom: { draw: waitingRoom.draw, turnMs: waitingRoom.turnMs } };
}

function isSame(known: SaleTerms, asked: SaleTerms): boolean {
  const { waitingRoom: room, ...terms } = termsOf(asked);
  const { draw, turnMs } = known.waitingRoom ?? {};
  if (room?.draw !== draw || room?.turnMs !== turnMs) return false;
  return Object.entries(terms).every(([name, value]) => known[name as keyof SaleTerms] === value);
}
