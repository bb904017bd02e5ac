import type { OrderRow } from './tables.ts';

// Lists of orders, read from the view.

/** An order as it is shown in a list. */
export type ListedOrder = OrderRow;

export interface OrderSelection {
  /** Empty for the orders of all customers. */
  readonly customerId: string;
  /** Empty for orders in every status. */
  readonly status: string;
  /** Order id before which the page starts; empty for the newest. */
  readonly before: string;
  readonly limit: number;
}

export interface OrderList {
  /**
   * A page, newest first, that holds everything which was committed before it was asked for; undefined when the view is
   * too far behind to say so.
   */
  page(selection: OrderSelection): Promise<ListedOrders | undefined>;
}

export interface ListedOrders {
  readonly orders: ListedOrder[];
  readonly more: boolean;
  /**
   * The order before which the next page starts, where the page ends before it is full: for a status some thousand orders
   * are looked through, of which few may have it.
   */
  readonly lookedTo?: string | undefined;
}
