import {
  boolean,
  type Column,
  instant,
  integer,
  json,
  nullable,
  table,
  text,
  uuid,
} from '../../platform/store/table.ts';
import type { Claim } from './domain/claim.ts';
import type { Admitted } from './domain/room.ts';
import type { SaleState, SaleTerms } from './domain/sale.ts';

/** One row per sale. A batch of claims writes it once. */
export const sales = table('sales', {
  key: { saleId: uuid },
  columns: {
    terms: json<SaleTerms>(),
    state: text as Column<SaleState>,
    epoch: integer,
    claimed: integer,
    steerings: integer,
    steeredBy: json<readonly string[]>(),
  },
});

/** One row per order that claimed units, kept after they were returned: nothing comes back twice. */
export const claims = table('claims', {
  key: { orderId: uuid },
  columns: {
    saleId: text,
    customerId: text,
    quantity: integer,
    status: text as Column<Claim['status']>,
    claimedAt: instant,
    returnedAt: nullable(instant),
  },
});

/** Units of one customer over all of their orders in one sale. */
export const buyers = table('buyers', {
  key: { saleId: uuid, customerId: text },
  columns: { units: integer },
});

/** One row per sale with a waiting room. A batch of arrivals, or of claims, writes it once. */
export const rooms = table('rooms', {
  key: { saleId: uuid },
  columns: {
    draw: text,
    drawSeed: text,
    drawn: boolean,
    arrived: integer,
    early: integer,
    admitted: integer,
    admittedAt: instant,
    admissions: json<readonly Admitted[]>(),
  },
});

/** One row per customer who came to a waiting room, used or not. */
export const places = table('places', {
  key: { saleId: uuid, customerId: text },
  columns: { sequence: integer, orderId: text },
});

/** What signs tickets, where configuration does not say: one row. */
export const ticketSecrets = table('ticket_secrets', { key: { name: text }, columns: { secret: text } });
