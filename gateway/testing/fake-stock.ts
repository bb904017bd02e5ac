import { catalog } from '../../modules/catalog/contract.ts';
import { customer } from '../../modules/customer/contract.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import type { ListPrice, Product } from '../dependencies.ts';
import type { StockLevel } from '../stock.ts';
import type { FakeDoors } from './fake-doors.ts';

// Catalogue, prices, stock and customers, as far as the edge can tell them from the real ones.

export class FakeStock {
  readonly products = new Map<string, Product>();
  readonly prices = new Map<string, ListPrice>();
  readonly levels = new Map<string, StockLevel>();
  readonly customers = new Map<string, { customerId: string; active: boolean; version: number }>();
  readonly #adjustments = new Set<string>();

  /** Puts a product on sale. */
  sells(productId: string, amountMinor: number, onHand: number, more: Partial<Product> = {}): this {
    const product = {
      productId,
      sku: `SKU-${productId}`,
      name: `The ${productId}`,
      category: '',
      kind: 'goods',
      version: 1,
    };
    const sold = { ...product, ...more };
    this.products.set(productId, sold);
    this.#price(productId, amountMinor, false);
    this.#setLevel(sold.sku, onHand, 0);
    return this;
  }

  reserve(sku: string, reserved: number): void {
    this.#setLevel(sku, this.levels.get(sku)?.warehouses[0]?.onHand ?? 0, reserved);
  }

  answer(doors: FakeDoors): void {
    this.#answerCatalog(doors);
    doors
      .on(pricing.getPrices, ({ productIds }) => ({ prices: found(this.prices, productIds) }))
      .on(pricing.setPrice, ({ productId, amountMinor, open, expectedVersion }) => {
        if (amountMinor <= 0) return { kind: 'invalidAmount' as const, productId };
        const known = this.prices.get(productId);
        const isSame = known?.amountMinor === amountMinor && known.open === open;
        const version = known?.version ?? 0;
        if (!isSame && (expectedVersion ?? version) !== version)
          return { kind: 'versionChanged' as const, productId, version };
        this.#price(productId, amountMinor, open);
        return { kind: 'priceSet' as const, productId };
      })
      .on(inventory.getStock, ({ skus }) => ({ levels: found(this.levels, skus) }))
      .on(inventory.adjustStock, (request) => this.#adjust(request))
      .on(customer.getCustomers, ({ customerIds }) => ({ customers: found(this.customers, customerIds) }))
      .on(customer.setCustomerStatus, ({ customerId, active, expectedVersion }) => {
        const version = this.customers.get(customerId)?.version ?? 0;
        if ((expectedVersion ?? version) !== version) return { kind: 'versionChanged' as const, customerId, version };
        const changed = { customerId, active, version: version + 1 };
        this.customers.set(customerId, changed);
        return { kind: 'changed' as const, ...changed };
      });
  }

  #answerCatalog(doors: FakeDoors): void {
    doors
      .on(catalog.describeProducts, ({ productIds }) => ({ products: found(this.products, productIds) }))
      .on(catalog.listProducts, ({ search, category, after, limit }) => {
        const all = [...this.products.values()]
          .filter(({ productId }) => productId > after)
          .filter((product) => product.name.toLowerCase().includes(search.toLowerCase()))
          .filter((product) => category === '' || product.category === category)
          .sort((left, right) => (left.productId < right.productId ? -1 : 1));
        return { products: all.slice(0, limit), more: all.length > limit };
      })
      .on(catalog.listCategories, () => {
        const names = [...this.products.values()].map(({ category }) => category).filter(Boolean);
        const counted = [...new Set(names)].sort().map((name) => ({
          name,
          products: names.filter((other) => other === name).length,
        }));
        return { categories: counted };
      })
      .on(catalog.addProduct, (added) => {
        const { productId, sku } = added;
        const same = this.products.get(productId);
        if (same !== undefined && (same.sku !== sku || same.name !== added.name))
          return { kind: 'idTaken' as const, productId };
        const other = [...this.products.values()].find((product) => product.sku === sku);
        if (other !== undefined && other !== same)
          return { kind: 'skuTaken' as const, sku, productId: other.productId };
        this.products.set(productId, { ...added, version: 1 });
        return { kind: 'added' as const, productId };
      });
  }

  #adjust({
    adjustmentId,
    sku,
    warehouse,
    delta,
    expectedVersion,
  }: {
    adjustmentId: string;
    sku: string;
    warehouse: string;
    delta: number;
    expectedVersion?: number | undefined;
  }) {
    const level = this.levels.get(sku);
    const version = level?.version ?? 0;
    if ((expectedVersion ?? version) !== version) return { kind: 'versionChanged' as const, sku, version };
    const { onHand = 0, reserved = 0 } = level?.warehouses[0] ?? {};
    const after = this.#adjustments.has(adjustmentId) ? onHand : onHand + delta;
    if (after < reserved) return { kind: 'belowReserved' as const, sku, warehouse, onHand, reserved };
    this.#adjustments.add(adjustmentId);
    return { kind: 'adjusted' as const, ...this.#setLevel(sku, after, reserved, warehouse) };
  }

  #price(productId: string, amountMinor: number, open: boolean): void {
    this.prices.set(productId, { productId, priceList: 'retail', currency: 'GBP', amountMinor, open, version: 1 });
  }

  #setLevel(sku: string, onHand: number, reserved: number, warehouse = 'main'): StockLevel {
    const version = (this.levels.get(sku)?.version ?? 0) + 1;
    const level = { sku, warehouses: [{ warehouse, onHand, reserved }], version };
    this.levels.set(sku, level);
    return level;
  }
}

function found<Value>(all: ReadonlyMap<string, Value>, keys: readonly string[]): Value[] {
  return keys.flatMap((key) => all.get(key) ?? []);
}
