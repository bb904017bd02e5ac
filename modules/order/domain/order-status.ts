// The life of an order as data. Whatever changes a status asks this table, and the database is told the same states.

export const ORDER_STATUSES = [
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

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What may follow each status. Nothing follows a terminal one. */
const FOLLOWING: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['RESERVED', 'CANCELLED'],
  RESERVED: ['PAID', 'CANCELLED'],
  PAID: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['PROCESSING', 'CANCELLED'],
  PROCESSING: ['PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED'],
  PARTIALLY_SHIPPED: ['SHIPPED', 'REFUNDED'],
  SHIPPED: ['DELIVERED', 'REFUNDED'],
  DELIVERED: ['COMPLETED', 'REFUNDED'],
  COMPLETED: [],
  CANCELLED: [],
  REFUNDED: [],
};

/** How far an order has come, seen by somebody who wants it undone. */
export type Stage =
  /** Its checkout still runs and ends it or confirms it. */
  | 'in_checkout'
  /** Stock and money are settled and can be given back. */
  | 'confirmed'
  | 'cancelled'
  /** Goods have left, or it is over. */
  | 'too_late';

const STAGES: Readonly<Record<OrderStatus, Stage>> = {
  PENDING: 'in_checkout',
  RESERVED: 'in_checkout',
  PAID: 'in_checkout',
  CONFIRMED: 'confirmed',
  PROCESSING: 'confirmed',
  PARTIALLY_SHIPPED: 'too_late',
  SHIPPED: 'too_late',
  DELIVERED: 'too_late',
  COMPLETED: 'too_late',
  CANCELLED: 'cancelled',
  REFUNDED: 'too_late',
};

export function mayFollow(from: OrderStatus, to: OrderStatus): boolean {
  return FOLLOWING[from].includes(to);
}

export function isTerminal(status: OrderStatus): boolean {
  return FOLLOWING[status].length === 0;
}

export function stageOf(status: OrderStatus): Stage {
  return STAGES[status];
}
