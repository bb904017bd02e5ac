import { type Static, Type } from '@sinclair/typebox';
import { CLOSED, Id, MoneyRef, named, Quantity } from './building-blocks.ts';
import { Coupon, PaymentMethodField, StoreCredit } from './orders.ts';

export const CreateCart = Type.Object({}, { ...CLOSED, examples: [{}] });

export const AddItem = Type.Object(
  { product_id: Id, quantity: Quantity },
  { ...CLOSED, examples: [{ product_id: 'prod_1', quantity: 2 }] },
);

export const ChangeItem = Type.Object({ quantity: Quantity }, { ...CLOSED, examples: [{ quantity: 3 }] });

export const ItemParams = Type.Object({ id: Id, product_id: Id });

export const CheckOutCart = Type.Object(
  { customer_id: Id, coupon: Coupon, payment_method: PaymentMethodField, store_credit: StoreCredit },
  { ...CLOSED, examples: [{ customer_id: 'cust_123' }] },
);
export type CheckOutCartBody = Static<typeof CheckOutCart>;

export const Cart = Type.Object(
  {
    id: Type.String(),
    items: Type.Array(
      Type.Object({
        product_id: Type.String(),
        sku: Type.String(),
        name: Type.String(),
        quantity: Type.Integer(),
        unit_price: Type.Optional(MoneyRef),
        subtotal: Type.Optional(MoneyRef),
      }),
      { description: 'Priced as of now; a product that has lost its price has none' },
    ),
    total: MoneyRef,
    order_id: Type.Optional(Type.String({ description: 'The order that the cart has become' })),
  },
  { $id: 'Cart' },
);
export type CartDocument = Static<typeof Cart>;

export const CartRef = named(Cart);
