import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../validation.ts';
import { CLOSED, Id, MoneyRef, named, OptionalId, PAGE_QUERY, Price, pageOf, text } from './building-blocks.ts';

const PRODUCT_KINDS = ['goods', 'service'] as const;

export const AddProduct = Type.Object(
  {
    id: OptionalId,
    sku: Id,
    name: text(1, 500),
    price: Price,
    stock: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    category: Type.Optional(text(0, 200)),
    kind: Type.Optional(oneOf(PRODUCT_KINDS, { default: 'goods' })),
    open_price: Type.Optional(Type.Boolean({ default: false, description: 'The buyer names the price' })),
  },
  { ...CLOSED, examples: [{ id: 'mug', sku: 'MUG-1', name: 'Mug', price: '7.95', stock: 100 }] },
);
export type AddProductBody = Static<typeof AddProduct>;

export const ListProductsQuery = Type.Object(
  { ...PAGE_QUERY, search: Type.Optional(text(0, 200)), category: Type.Optional(text(0, 200)) },
  CLOSED,
);

export const Product = Type.Object(
  {
    id: Type.String(),
    sku: Type.String(),
    name: Type.String(),
    category: Type.String(),
    kind: Type.String({ description: PRODUCT_KINDS.join(' or ') }),
    price: Type.Optional(MoneyRef),
    open_price: Type.Boolean({ description: 'The buyer names the price; `price` is a suggestion' }),
    available: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'Units that can be ordered now; null for services, which need no stock',
    }),
  },
  { $id: 'Product' },
);
export type ProductDocument = Static<typeof Product>;

export const Categories = Type.Object({
  data: Type.Array(Type.Object({ name: Type.String(), products: Type.Integer() }), {
    description: 'In order of name; each has products',
  }),
});

export const ProductRef = named(Product);
export const ProductPage = pageOf(Product);
