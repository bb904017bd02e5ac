import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../validation.ts';
import { CLOSED, Id, named, OptionalId, PAGE_QUERY, pageOf, Time, text } from './building-blocks.ts';

export const ProductParams = Type.Object({ product_id: Id });

const MAX_DELTA = 1_000_000_000;

export const AdjustStock = Type.Object(
  {
    warehouse: OptionalId,
    delta: Type.Integer({ minimum: -MAX_DELTA, maximum: MAX_DELTA, description: 'Not zero' }),
    reason: text(1, 500),
  },
  { ...CLOSED, examples: [{ delta: -2, reason: 'Two were broken.' }] },
);

const Level = { on_hand: Type.Integer(), reserved: Type.Integer(), available: Type.Integer() };

export const Stock = Type.Object(
  {
    product_id: Type.String(),
    sku: Type.String(),
    ...Level,
    warehouses: Type.Array(Type.Object({ warehouse: Type.String(), ...Level })),
    adjustment_id: Type.Optional(Type.String()),
  },
  { $id: 'Stock' },
);
export type StockDocument = Static<typeof Stock>;

export const StockRef = named(Stock);

export const ListStockQuery = Type.Object(
  { ...PAGE_QUERY, search: Type.Optional(text(0, 200)) },
  { ...CLOSED, description: 'search: how the SKU begins' },
);

export const SkuStock = Type.Object(
  { sku: Type.String(), ...Level, warehouses: Type.Array(Type.Object({ warehouse: Type.String(), ...Level })) },
  { $id: 'SkuStock' },
);

export const SkuStockPage = pageOf(SkuStock);

const HOLD_STATUSES = ['held', 'confirmed', 'released'] as const;

export const ListHoldsQuery = Type.Object({ ...PAGE_QUERY, status: Type.Optional(oneOf(HOLD_STATUSES)) }, CLOSED);

export const ReleaseHold = Type.Object(
  { reason: text(1, 500) },
  { ...CLOSED, examples: [{ reason: 'The customer has left.' }] },
);

export const Hold = Type.Object(
  {
    id: Type.String({ description: 'The id of its order' }),
    status: Type.String({ description: HOLD_STATUSES.join(', ') }),
    expires_at: Time,
    sale_id: Type.Union([Type.String(), Type.Null()], { description: 'The sale whose units it has' }),
    units: Type.Integer(),
    allocations: Type.Array(Type.Object({ sku: Type.String(), warehouse: Type.String(), quantity: Type.Integer() })),
  },
  { $id: 'Hold' },
);
export type HoldDocument = Static<typeof Hold>;
export const HoldRef = named(Hold);
export const HoldPage = pageOf(Hold);
export const OrderHolds = Type.Object({ data: Type.Array(HoldRef) });

export const ListMovementsQuery = Type.Object({ ...PAGE_QUERY, sku: OptionalId }, CLOSED);

export const Movement = Type.Object(
  {
    id: Type.String(),
    sku: Type.String(),
    warehouse: Type.String(),
    delta: Type.Integer(),
    reason: Type.String(),
    at: Time,
  },
  { $id: 'Movement' },
);
export const MovementPage = pageOf(Movement);
