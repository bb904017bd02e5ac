import { type Static, Type } from '@sinclair/typebox';
import { CLOSED, Id, named, OptionalId, PAGE_QUERY, pageOf, text } from './building-blocks.ts';

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

export const ListStockQuery = Type.Object(PAGE_QUERY, CLOSED);

export const SkuStock = Type.Object(
  { sku: Type.String(), ...Level, warehouses: Type.Array(Type.Object({ warehouse: Type.String(), ...Level })) },
  { $id: 'SkuStock' },
);

export const SkuStockPage = pageOf(SkuStock);
