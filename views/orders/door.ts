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
  page(selection: OrderSelection): Promise<{ orders: ListedOrder[]; more: boolean } | undefined>;
}
