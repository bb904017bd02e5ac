import { present } from '../../../platform/kernel/assert.ts';
import { sumOf } from '../sum-of.ts';
import { type Random, randomOf } from './random.ts';

// Everything that the load of a drill will do, decided by its seed before it begins.

export interface LoadOptions {
  readonly orders: number;
  /** Units of each product. */
  readonly stock: number;
  readonly concurrency: number;
  /** One product that everybody wants, instead of twenty. */
  readonly hot: boolean;
  readonly kills: number;
  readonly seed: number;
}

export interface DrillProduct {
  readonly id: string;
  readonly stock: number;
}

export interface DrillOrder {
  readonly key: string;
  readonly customerId: string;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  /** A double click sends the order twice at once; who hangs up does not hear the answer and asks again. */
  readonly manner: 'plain' | 'double click' | 'hang up';
  /** For those who hang up. */
  readonly hangUpAfterMs: number;
}

export interface DrillPlan {
  readonly products: readonly DrillProduct[];
  readonly customers: readonly string[];
  readonly orders: readonly DrillOrder[];
  /** When to kill the shop: the shares of the orders that have been answered by then, ascending. */
  readonly killsAt: readonly number[];
}

const PRODUCTS = 20;
const CUSTOMERS = 50;
const DOUBLE_CLICKS = 0.05;
const HANG_UPS = 0.02;
const WITHOUT_STOCK = 0.02;
const SEVERAL_LINES = 0.2;
const LONGEST_PATIENCE_MS = 20;

/** `drillId` sets the drill's products and customers apart from those of every other drill. */
export function planDrill({ orders, stock, hot, kills, seed }: LoadOptions, drillId: string): DrillPlan {
  if (orders === 0) return { products: [], customers: [], orders: [], killsAt: [] };
  const random = randomOf(seed);
  const wanted = Array.from({ length: hot ? 1 : PRODUCTS }, (_, index) => ({ id: `${drillId}-${index + 1}`, stock }));
  const empty = { id: `${drillId}-empty`, stock: 0 };
  const customers = Array.from(
    { length: Math.min(CUSTOMERS, orders) },
    (_, index) => `${drillId}-customer-${index + 1}`,
  );
  const draw = popularityOf(wanted, random);
  return {
    products: [...wanted, empty],
    customers,
    orders: Array.from({ length: orders }, (_, index) => ({
      key: `${drillId}-order-${index + 1}`,
      customerId: present(customers[random.integer(customers.length)], 'customer'),
      items: random.fraction() < WITHOUT_STOCK ? [{ productId: empty.id, quantity: 1 }] : itemsOf(draw, random, hot),
      manner: mannerOf(random),
      hangUpAfterMs: 1 + random.integer(LONGEST_PATIENCE_MS),
    })),
    // Not right at the beginning and not when everything is over.
    killsAt: Array.from({ length: kills }, () => 0.05 + 0.9 * random.fraction()).sort((one, other) => one - other),
  };
}

/** Everybody wants the first product, half as many the second, a third the third: some sell out and some do not. */
function popularityOf(products: readonly DrillProduct[], random: Random): () => string {
  const weights = products.map((_, index) => 1 / (index + 1));
  const sum = sumOf(weights, (weight) => weight);
  return () => {
    let left = random.fraction() * sum;
    const index = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return present(products.at(index), 'product').id;
  };
}

function itemsOf(draw: () => string, random: Random, hot: boolean): DrillOrder['items'] {
  if (hot || random.fraction() >= SEVERAL_LINES) return [{ productId: draw(), quantity: 1 }];
  const productIds = new Set([draw(), draw(), draw()]);
  return [...productIds].map((productId) => ({ productId, quantity: 1 + random.integer(3) }));
}

function mannerOf(random: Random): DrillOrder['manner'] {
  const drawn = random.fraction();
  if (drawn < DOUBLE_CLICKS) return 'double click';
  return drawn < DOUBLE_CLICKS + HANG_UPS ? 'hang up' : 'plain';
}
