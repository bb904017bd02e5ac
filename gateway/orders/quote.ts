import { catalog } from '../../modules/catalog/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { CheckoutLine, CouponUse } from '../../processes/checkout/door.ts';
import type { Gateway, ListPrice, Product } from '../dependencies.ts';
import { type Fault, Problem } from '../problem.ts';

// What an order's lines are and cost, before it is placed. The price of a line is the one agreed with the buyer, else
// the one that the shopper saw, else the list's. Whether it still holds is decided by the checkout, not here.

export interface RequestedLine {
  readonly productId: string;
  readonly quantity: number;
  readonly seenMinor?: number | undefined;
  readonly agreedMinor?: number | undefined;
}

export interface Quote {
  readonly lines: readonly CheckoutLine[];
  /** What is to be paid, after the discount. */
  readonly totalMinor: number;
  readonly coupon: CouponUse | undefined;
}

/** As many faults as a problem names. */
const MAX_FAULTS = 20;
const NO_PRICES: ReadonlyMap<string, ListPrice> = new Map();

/** What a quote stands on. */
export type Quoting = Pick<Gateway, 'doors' | 'options' | 'recentProducts' | 'recentPrices'>;

/** @throws Problem when a product is unknown or has no price, or when the total is no amount. */
export async function quote(
  gateway: Quoting,
  requested: readonly RequestedLine[],
  couponCode: string | undefined,
  traceId: string,
): Promise<Quote> {
  const productIds = [...new Set(requested.map((line) => line.productId))];
  const listNeeded = requested.some((line) => line.agreedMinor === undefined && line.seenMinor === undefined);
  const [products, prices] = await Promise.all([
    gateway.recentProducts.get(productIds, (ids) => describe(gateway, ids, traceId)),
    listNeeded ? gateway.recentPrices.get(productIds, (ids) => listPrices(gateway, ids, traceId)) : NO_PRICES,
  ]);
  const faults: Fault[] = [];
  const lines: CheckoutLine[] = [];
  if (products.size < productIds.length) throw unknownProducts(requested, products);
  for (const [index, line] of requested.entries()) {
    const unitPriceMinor = line.agreedMinor ?? line.seenMinor ?? prices.get(line.productId)?.amountMinor;
    if (unitPriceMinor === undefined) faults.push({ path: `/items/${index}/product_id`, message: 'has no price' });
    else lines.push(checkoutLine(line, present(products.get(line.productId), line.productId), unitPriceMinor));
  }
  if (faults.length > 0) {
    throw new Problem('no_price', `${faults.length} of the lines have no price.`, {
      errors: faults.slice(0, MAX_FAULTS),
    });
  }
  const goodsMinor = totalOf(lines);
  if (couponCode === undefined) return { lines, totalMinor: goodsMinor, coupon: undefined };
  const coupon = await couponUse(gateway, couponCode, goodsMinor, traceId);
  return { lines, totalMinor: goodsMinor - coupon.discountMinor, coupon };
}

/** Products by id; those that are not known are left out. */
export async function describe(
  gateway: Pick<Gateway, 'doors'>,
  productIds: string[],
  traceId: string,
): Promise<ReadonlyMap<string, Product>> {
  if (productIds.length === 0) return new Map();
  const { products } = await gateway.doors.call(catalog.describeProducts({ productIds }), { traceId });
  return new Map(products.map((product) => [product.productId, product]));
}

/** Prices on our list in our currency, by product. */
export async function listPrices(
  gateway: Pick<Gateway, 'doors' | 'options'>,
  productIds: string[],
  traceId: string,
): Promise<ReadonlyMap<string, ListPrice>> {
  if (productIds.length === 0) return NO_PRICES;
  const { currency, priceList } = gateway.options;
  const { prices } = await gateway.doors.call(pricing.getPrices({ priceList, productIds }), { traceId });
  return new Map(prices.filter((price) => price.currency === currency).map((price) => [price.productId, price]));
}

/** What the coupon takes off. Whether it may be used is decided by the checkout: one that is no good takes off nothing. */
async function couponUse(
  { doors, options: { currency } }: Quoting,
  code: string,
  goodsMinor: number,
  traceId: string,
): Promise<CouponUse> {
  const quoted = await doors.call(promotion.quoteCoupon({ code, currency, goodsMinor }), { traceId });
  return { code: quoted.code, discountMinor: quoted.discountMinor };
}

function checkoutLine(line: RequestedLine, product: Product, unitPriceMinor: number): CheckoutLine {
  return {
    productId: product.productId,
    sku: product.sku,
    name: product.name,
    quantity: line.quantity,
    unitPriceMinor,
    agreed: line.agreedMinor !== undefined,
    stocked: product.kind !== 'service',
  };
}

function totalOf(lines: readonly CheckoutLine[]): number {
  let totalMinor = 0;
  for (const line of lines) totalMinor += line.unitPriceMinor * line.quantity;
  // Sums that leave the safe range never come back into it: prices are not negative.
  if (!Number.isSafeInteger(totalMinor)) {
    const errors = [{ path: '/items', message: 'are worth more than can be counted exactly' }];
    throw new Problem('amount_too_large', 'The total is too large to be exact.', { errors });
  }
  if (totalMinor === 0) {
    const errors = [{ path: '/items', message: 'are worth nothing together' }];
    throw new Problem('amount_not_positive', 'The total of an order must be more than 0.', { errors });
  }
  return totalMinor;
}

function unknownProducts(requested: readonly RequestedLine[], products: ReadonlyMap<string, Product>): Problem {
  const unknown = [...requested.entries()].filter(([, { productId }]) => !products.has(productId));
  const errors = unknown
    .slice(0, MAX_FAULTS)
    .map(([index]) => ({ path: `/items/${index}/product_id`, message: 'is not a known product' }));
  const [, first] = unknown[0] ?? [];
  return new Problem('unknown_product', `There is no product ${JSON.stringify(first?.productId)}.`, { errors });
}
