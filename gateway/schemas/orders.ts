import { type Static, Type } from '@sinclair/typebox';
import { PAYMENT_METHODS } from '../../processes/checkout/door.ts';
import { oneOf } from '../validation.ts';
import {
  CLOSED,
  ID_PATTERN,
  Id,
  Moment,
  MoneyRef,
  named,
  OptionalId,
  PAGE_QUERY,
  Price,
  pageOf,
  Quantity,
  Time,
  text,
} from './building-blocks.ts';

const ORDER_STATUSES = [
  'PENDING',
  'RESERVED',
  'PAID',
  'CONFIRMED',
  'PROCESSING',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
  'REFUNDED',
] as const;

const CANCELLATION_REASONS = [
  'out_of_stock',
  'price_changed',
  'payment_declined',
  'coupon_invalid',
  'customer_inactive',
  'cancelled_by_customer',
  'cancelled_by_staff',
  'expired',
] as const;

const MAX_LINES = 1_000;

export const Coupon = Type.Optional(
  Type.String({
    pattern: ID_PATTERN,
    description:
      '1 to 200 characters, none of them a control character, in any case. One that cannot be used ends the order as CANCELLED with `coupon_invalid`',
    examples: ['WELCOME10'],
  }),
);
export const PaymentMethodField = Type.Optional(
  oneOf(PAYMENT_METHODS, { default: 'card', description: '`invoice` is for staff' }),
);

export const StoreCredit = Type.Optional(
  Type.Union(Price.anyOf, {
    description:
      "an amount as a decimal string or a number. The customer's wallet pays it, at most the total; `payment_method` pays the rest",
    examples: ['10.00'],
  }),
);

const RequestedItem = Type.Object(
  {
    product_id: Id,
    quantity: Quantity,
    price: Type.Optional(Price),
    agreed_price: Type.Optional(Price),
  },
  CLOSED,
);

export const PlaceOrder = Type.Object(
  {
    customer_id: Id,
    items: Type.Array(RequestedItem, { minItems: 1, maxItems: MAX_LINES }),
    coupon: Coupon,
    payment_method: PaymentMethodField,
    store_credit: StoreCredit,
  },
  {
    ...CLOSED,
    examples: [{ customer_id: 'cust_123', items: [{ product_id: 'prod_1', quantity: 1, price: '50.00' }] }],
  },
);
export type PlaceOrderBody = Static<typeof PlaceOrder>;

export const CancelOrder = Type.Object(
  { reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ reason: 'Ordered twice.' }] },
);

export const ListOrdersQuery = Type.Object(
  {
    ...PAGE_QUERY,
    customer_id: OptionalId,
    status: Type.Optional(oneOf(ORDER_STATUSES)),
    reason: Type.Optional(oneOf(CANCELLATION_REASONS, { description: 'Why it was cancelled' })),
    sku: OptionalId,
    placed_from: Type.Optional(Moment),
    placed_until: Type.Optional(Moment),
  },
  CLOSED,
);
export type OrderFilter = Omit<Static<typeof ListOrdersQuery>, 'limit' | 'cursor'>;

const OrderItem = Type.Object({
  product_id: Type.String(),
  sku: Type.String(),
  name: Type.String(),
  quantity: Type.Integer(),
  unit_price: MoneyRef,
  subtotal: MoneyRef,
});

const Payment = Type.Object({
  method: Type.String({ description: PAYMENT_METHODS.join(', ') }),
  status: Type.String({
    description: 'none, authorised, declined, captured, voided, refunded or partially_refunded',
  }),
  authorised: MoneyRef,
  captured: MoneyRef,
  refunded: MoneyRef,
  decline_code: Type.Optional(Type.String()),
  store_credit: Type.Optional(
    Type.Object(
      { taken: MoneyRef, returned: MoneyRef },
      { description: "The customer's wallet's part of captured and refunded" },
    ),
  ),
});

export const Order = Type.Object(
  {
    id: Type.String(),
    status: Type.String({ description: ORDER_STATUSES.join(', ') }),
    reason: Type.Optional(Type.String({ description: 'Why it was cancelled' })),
    cancellation_requested: Type.Optional(Type.String({ description: 'A cancellation is under way, and why' })),
    saga_id: Type.String(),
    customer_id: Type.String(),
    items: Type.Array(OrderItem),
    item_count: Type.Integer({ description: 'Units over all lines' }),
    coupon: Type.Optional(Type.String({ description: 'The coupon that the order is to use, in upper case' })),
    discount: Type.Optional(MoneyRef),
    total: MoneyRef,
    payment: Type.Optional(Payment),
    timeline: Type.Optional(Type.Array(Type.Object({ status: Type.String(), at: Time }))),
    created_at: Time,
  },
  { $id: 'Order' },
);
export type OrderDocument = Static<typeof Order>;

export const OrderRef = named(Order);
export const OrderPage = pageOf(Order);
