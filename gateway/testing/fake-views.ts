import type { ProjectionStatus } from '../../platform/projections/projection-status.ts';
import type { ListedOrder, OrderList } from '../../views/orders/door.ts';
import type { SkuStock, StockList } from '../../views/stock/door.ts';
import type { WalletSums, WalletTotals } from '../../views/wallets/door.ts';
import type { Views } from '../dependencies.ts';

/** Views that hold what a test writes down, or are too far behind to be read. */
export class FakeViews implements Views {
  /** Newest first; undefined: the view is behind. */
  listed: ListedOrder[] | undefined;
  /** In order of SKU; undefined: the view is behind. */
  stocked: SkuStock[] | undefined;
  readonly rebuilt: string[] = [];
  readonly #statuses = new Map<string, ProjectionStatus>(
    ['orders', 'stock'].map((name) => [name, { name, active: undefined, building: undefined, error: undefined }]),
  );

  readonly orders: OrderList = {
    page: async ({ customerId, status, before, limit }) => {
      if (this.listed === undefined) return undefined;
      const found = this.listed
        .filter((order) => customerId === '' || order.customerId === customerId)
        .filter((order) => status === '' || order.status === status)
        .filter((order) => before === '' || order.orderId < before);
      return { orders: found.slice(0, limit), more: found.length > limit };
    },
  };

  readonly stock: StockList = {
    page: async ({ prefix, after, limit }) => {
      const found = this.stocked?.filter(({ sku }) => sku > after && sku.startsWith(prefix));
      return found && { skus: found.slice(0, limit), more: found.length > limit };
    },
  };

  /** Undefined: the view is behind. */
  summed: WalletTotals[] | undefined;

  readonly wallets: WalletSums = { totals: async () => this.summed };

  readonly projections: Views['projections'] = {
    names: ['orders', 'stock'],
    rebuild: async (name) => {
      this.rebuilt.push(name);
    },
    status: async () => [...this.#statuses.values()],
    statusOf: async (name) => this.#statuses.get(name) ?? this.#fail(name),
  };

  /** The view stands like this from now on. */
  stands(status: ProjectionStatus): void {
    this.#statuses.set(status.name, status);
  }

  #fail(name: string): never {
    throw new Error(`there is no view ${name}`);
  }
}
