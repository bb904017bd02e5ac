import type { StockRow } from './tables.ts';

// Lists of stock, read from the view.

/** A SKU in one warehouse. */
export type ListedStock = StockRow;

export interface StockSelection {
  /** How the SKUs begin; empty for all. */
  readonly prefix: string;
  /** SKU after which the page starts; empty for the first. */
  readonly after: string;
  /** SKUs in a page. */
  readonly limit: number;
}

/** A SKU in all its warehouses, in order of their names. */
export interface SkuStock {
  readonly sku: string;
  readonly warehouses: readonly ListedStock[];
}

export interface StockList {
  /**
   * A page in order of SKU that holds everything which was committed before it was asked for; undefined when the view is
   * too far behind to say so.
   */
  page(selection: StockSelection): Promise<{ skus: SkuStock[]; more: boolean } | undefined>;
}
