import { join } from 'node:path';
import { DEFAULT_OPTIONS } from '../../../gateway/dependencies.ts';
import { catalog } from '../../../modules/catalog/contract.ts';
import { inventory } from '../../../modules/inventory/contract.ts';
import { pricing } from '../../../modules/pricing/contract.ts';
import { promotion } from '../../../modules/promotion/contract.ts';
import { packageRoot } from '../../../platform/lifecycle/package-root.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import { buildCatalogue } from '../../online-retail/build-catalogue.ts';
import { categoryOf } from '../../online-retail/category-of.ts';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
import { readLines } from '../import/read-lines.ts';

// What a new shop has on its shelves: a few things of the Online Retail data set, and a gift card; and a coupon.

interface DemoProduct {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly kind: 'goods' | 'service';
  readonly priceMinor: number;
  readonly openPrice: boolean;
  readonly stock: number;
}

const GOODS = { kind: 'goods', openPrice: false } as const;

/** Ids that are easy to type. The gift card comes last: a shop that has it has everything. */
const EASY_TO_TYPE: readonly DemoProduct[] = [
  { ...GOODS, id: 'prod_2', name: 'Enamel mug', category: 'Kitchen & table', priceMinor: 1_250, stock: 1_000 },
  { ...GOODS, id: 'prod_3', name: 'Storm lantern', category: 'Garden', priceMinor: 2_500, stock: 500 },
  { ...GOODS, id: 'prod_4', name: 'Record of the year, signed', category: 'Drops', priceMinor: 8_000, stock: 100 },
  { ...GOODS, id: 'prod_5', name: 'Concert ticket, front row', category: 'Drops', priceMinor: 12_000, stock: 10 },
  // Its buyer names its value.
  {
    id: 'prod_1',
    name: 'Gift card',
    category: 'Gifts',
    kind: 'goods',
    priceMinor: 5_000,
    openPrice: true,
    stock: 10_000,
  },
];
const LAST_ID = 'prod_1';

/** 10 % off whatever is bought, as often as anybody likes. */
const WELCOME = {
  couponId: 'b1a7c0de-0000-7000-8000-000000000010',
  code: 'WELCOME10',
  discountKind: 'percentage',
  value: 1_000,
  currency: '',
  minimumMinor: 0,
  totalLimit: 0,
  perCustomerLimit: 0,
  startsAtMs: 0,
  endsAtMs: 0,
};

/** The data set's own SKUs are left to whoever imports all of it: its stock is then what its invoices sell. */
const SKU_PREFIX = 'DEMO-';

/** Fills a shop that has never been filled. A start that broke off in the middle is finished by the next one. */
export async function seedDemoCatalogue(doors: Doors): Promise<void> {
  const { products: known } = await doors.call(catalog.describeProducts({ productIds: [LAST_ID] }));
  if (known.length > 0) return;
  const file = await readLines(join(packageRoot(), 'data', 'online-retail', 'demo-catalogue.csv'));
  if (file.kind === 'broken') throw new CommandFailed(`The demo catalogue is broken: ${file.message}`, EXIT_VIOLATION);
  const goods = buildCatalogue(file).products.map((product) => ({
    ...product,
    id: SKU_PREFIX + product.sku,
    category: categoryOf(product),
    openPrice: false,
  }));
  await Promise.all(goods.map((product) => add(doors, product)));
  await doors.call(promotion.createCoupon(WELCOME));
  for (const product of EASY_TO_TYPE) await add(doors, product);
}

async function add(doors: Doors, product: DemoProduct): Promise<void> {
  const { id, name, category, kind, priceMinor, openPrice, stock } = product;
  await doors.call(catalog.addProduct({ productId: id, sku: id, name, category, kind }));
  const { currency, priceList } = DEFAULT_OPTIONS;
  await doors.call(pricing.setPrice({ productId: id, priceList, currency, amountMinor: priceMinor, open: openPrice }));
  if (stock === 0) return;
  const adjustmentId = `demo-${id}`;
  await doors.call(inventory.adjustStock({ adjustmentId, sku: id, warehouse: '', delta: stock, reason: 'demo' }));
}
