import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../validation.ts';
import {
  CLOSED,
  Id,
  Moment,
  MoneyRef,
  named,
  PAGE_QUERY,
  Price,
  pageOf,
  Quantity,
  Time,
  text,
} from './building-blocks.ts';

const SALE_STATES = ['scheduled', 'open', 'paused', 'sold_out', 'closed'] as const;

const RateLimit = Type.Object(
  {
    requests: Type.Integer({ minimum: 1, maximum: 1_000 }),
    window_ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
  },
  CLOSED,
);

const DRAWS = ['arrival', 'fair'] as const;

const WaitingRoom = Type.Object(
  {
    draw: oneOf(DRAWS),
    turn_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, description: '120 when left out' })),
  },
  CLOSED,
);

export const ScheduleSale = Type.Object(
  {
    product_id: Id,
    quantity: Quantity,
    price: Type.Optional(Price),
    starts_at: Moment,
    ends_at: Moment,
    per_customer_limit: Quantity,
    rate_limit: Type.Optional(RateLimit),
    waiting_room: Type.Optional(WaitingRoom),
  },
  {
    ...CLOSED,
    examples: [
      {
        product_id: 'prod_2',
        quantity: 100,
        price: '10.00',
        starts_at: '2030-12-01T10:00:00Z',
        ends_at: '2030-12-01T11:00:00Z',
        per_customer_limit: 2,
      },
    ],
  },
);
export type ScheduleSaleBody = Static<typeof ScheduleSale>;

export const OrderFromSale = Type.Object(
  {
    customer_id: Id,
    quantity: Quantity,
    ticket: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000, description: 'Of the waiting room' })),
  },
  { ...CLOSED, examples: [{ customer_id: 'cust_123', quantity: 1 }] },
);

export const SteerSale = Type.Object(
  { reason: Type.Optional(text(0, 500)) },
  { ...CLOSED, examples: [{ reason: 'The price was wrong.' }] },
);

export const Sale = Type.Object(
  {
    id: Type.String(),
    state: Type.String({ description: SALE_STATES.join(', ') }),
    draining: Type.Boolean({ description: 'Nothing new is sold; what is under way goes on' }),
    product_id: Type.String(),
    sku: Type.String(),
    quantity: Type.Integer(),
    remaining: Type.Integer({ description: 'Units that nobody has' }),
    price: MoneyRef,
    starts_at: Time,
    ends_at: Time,
    per_customer_limit: Type.Integer(),
    rate_limit: Type.Object({ requests: Type.Integer(), window_ms: Type.Integer() }),
    waiting_room: Type.Union([Type.Object({ draw: Type.String(), turn_seconds: Type.Number() }), Type.Null()]),
  },
  { $id: 'Sale' },
);
export type SaleDocument = Static<typeof Sale>;

export const SaleRef = named(Sale);
export const SalePage = pageOf(Sale);
export const ListSalesQuery = Type.Object(PAGE_QUERY, CLOSED);

export const QueuedOrder = Type.Object({ order_id: Type.String(), status: oneOf(['QUEUED'] as const) });

export const TicketRequest = Type.Object({ customer_id: Id }, { ...CLOSED, examples: [{ customer_id: 'cust_123' }] });

const PLACE_STATES = ['waiting', 'admitted', 'turn_lost', 'used', 'sold_out', 'closed'] as const;

export const Ticket = Type.Object({
  ticket: Type.String({ description: 'Goes with the order; signed, and good for this customer only' }),
  state: Type.String({ description: PLACE_STATES.join(', ') }),
  sequence: Type.Integer({ description: 'In order of arrival, from 1' }),
  position: Type.Union([Type.Integer(), Type.Null()], { description: 'From 1; null before the draw' }),
  estimated_wait_seconds: Type.Union([Type.Integer(), Type.Null()]),
  turn_ends_at: Type.Union([Time, Type.Null()]),
});

export const TicketQuery = Type.Object({ ticket: Type.String({ minLength: 1, maxLength: 2_000 }) }, CLOSED);

export const WaitingRoomState = Type.Object({
  draw: Type.String({ description: DRAWS.join(', ') }),
  drawn: Type.Boolean(),
  seed_hash: Type.Union([Type.String(), Type.Null()], { description: 'SHA-256 of the seed of a fair draw' }),
  seed: Type.Union([Type.String(), Type.Null()], { description: 'Told after the draw' }),
  early: Type.Integer({ description: 'Those who came before the start' }),
  arrived: Type.Integer(),
  admitted: Type.Integer(),
  admitted_per_second: Type.Integer(),
});

const PeopleOfRoom = Type.Union([Type.Integer(), Type.Null()], { description: 'null without a waiting room' });
const OrdersAndUnits = Type.Object({ orders: Type.Integer(), units: Type.Integer() });

export const SaleFunnel = Type.Object(
  {
    arrived: PeopleOfRoom,
    waiting: PeopleOfRoom,
    admitted: PeopleOfRoom,
    ordered: OrdersAndUnits,
    confirmed: Type.Integer({ description: 'Orders whose units are theirs for good' }),
    returned: OrdersAndUnits,
    gate: Type.Union(
      [
        Type.Object({
          drift_units: Type.Integer({ description: 'What the gate promises beyond the ledger' }),
          checked_at: Time,
        }),
        Type.Null(),
      ],
      { description: 'As this host last looked; null where it has no gate' },
    ),
  },
  { $id: 'SaleFunnel' },
);
export type SaleFunnelDocument = Static<typeof SaleFunnel>;
export const SaleFunnelRef = named(SaleFunnel);

const Checked = Type.Union([Type.Boolean(), Type.Null()]);

export const DrawCheck = Type.Object(
  {
    early: Type.Integer(),
    seed_hash: Type.String(),
    seed: Type.Union([Type.String(), Type.Null()]),
    seed_matches: { ...Checked, description: 'The seed is the one that was announced; null before the draw' },
    every_place_once: {
      ...Checked,
      description: 'Each number has a place, and no place is given twice; null before the draw, or where too many came',
    },
    sample: Type.Array(Type.Object({ sequence: Type.Integer(), position: Type.Integer() }), {
      description: 'Numbers of arrival, evenly taken, and their drawn places; both from 1',
    }),
  },
  { $id: 'DrawCheck' },
);
export type DrawCheckDocument = Static<typeof DrawCheck>;
export const DrawCheckRef = named(DrawCheck);
