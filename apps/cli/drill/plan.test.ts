import { describe, expect, it } from 'vitest';
import { type LoadOptions, planDrill } from './plan.ts';
import { randomOf } from './random.ts';

const OPTIONS: LoadOptions = { orders: 1_000, stock: 100, concurrency: 8, hot: false, kills: 3, seed: 7 };

describe('the plan of a drill', () => {
  it('is decided by its seed', () => {
    expect(planDrill(OPTIONS, 'd')).toEqual(planDrill(OPTIONS, 'd'));
    expect(planDrill({ ...OPTIONS, seed: 8 }, 'd')).not.toEqual(planDrill(OPTIONS, 'd'));
  });

  it('wants more of some products than there is, less of others, and something that nobody has', () => {
    const { orders, products } = planDrill(OPTIONS, 'd');
    const demand = (id: string) =>
      orders.flatMap(({ items }) => items).reduce((sum, item) => sum + (item.productId === id ? item.quantity : 0), 0);
    expect(products).toHaveLength(21);
    expect(demand('d-1')).toBeGreaterThan(100);
    expect(demand('d-20')).toBeLessThan(100);
    expect(demand('d-empty')).toBeGreaterThan(0);
  });

  it('clicks twice, hangs up, and orders several lines', () => {
    const { orders } = planDrill(OPTIONS, 'd');
    expect(new Set(orders.map(({ manner }) => manner))).toEqual(new Set(['plain', 'double click', 'hang up']));
    expect(orders.some(({ items }) => items.length > 1)).toBe(true);
    expect(new Set(orders.map(({ key }) => key)).size).toBe(1_000);
  });

  it('sells one thing, one at a time, when it is hot', () => {
    const { orders, products } = planDrill({ ...OPTIONS, hot: true }, 'd');
    expect(products.map(({ id }) => id)).toEqual(['d-1', 'd-empty']);
    expect(orders.every(({ items }) => items.length === 1 && items[0]?.quantity === 1)).toBe(true);
  });

  it('kills in order, neither at the beginning nor at the end', () => {
    const { killsAt } = planDrill({ ...OPTIONS, kills: 20 }, 'd');
    expect(killsAt).toHaveLength(20);
    expect(killsAt).toEqual([...killsAt].sort());
    expect(killsAt.every((share) => share >= 0.05 && share < 0.95)).toBe(true);
  });
});

it('a seed decides fractions that are spread evenly', () => {
  const random = randomOf(42);
  const drawn = Array.from({ length: 10_000 }, () => random.fraction());
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  expect(drawn.every((one) => one >= 0 && one < 1)).toBe(true);
});
