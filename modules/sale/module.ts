import type { Module } from '../../platform/rpc/module.ts';
import { admitWaiting } from './commands/admit-waiting.ts';
import { beginEpoch } from './commands/begin-epoch.ts';
import { claimUnits } from './commands/claim-units.ts';
import { enterRoom } from './commands/enter-room.ts';
import { keepTicketSecret } from './commands/keep-ticket-secret.ts';
import { returnUnits } from './commands/return-units.ts';
import { scheduleSale } from './commands/schedule-sale.ts';
import { steerSale } from './commands/steer-sale.ts';
import { sale } from './contract.ts';
import { countClaims } from './queries/count-claims.ts';
import { getClaims } from './queries/get-claims.ts';
import { getPlaces } from './queries/get-places.ts';
import { getRooms } from './queries/get-rooms.ts';
import { getSales } from './queries/get-sales.ts';
import { listBuyers } from './queries/list-buyers.ts';
import { listClaims } from './queries/list-claims.ts';
import { listSales } from './queries/list-sales.ts';
import { buyers, claims, places, rooms, sales, ticketSecrets } from './tables.ts';

export function saleModule(): Module {
  return {
    name: 'sale',
    contract: sale,
    // Claims before sales: whoever returns units learns from the claim which sale it is.
    tables: [claims, sales, buyers, rooms, places, ticketSecrets],
    commands: [scheduleSale, steerSale, beginEpoch, claimUnits, returnUnits, enterRoom, admitWaiting, keepTicketSecret],
    keyedQueries: [getSales, getClaims, getRooms, getPlaces],
    sqlQueries: [listSales, listClaims, countClaims, listBuyers],
  };
}
