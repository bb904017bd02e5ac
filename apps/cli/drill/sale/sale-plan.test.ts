import { describe, expect, it } from 'vitest';
import { planSale, type SaleDrillOptions } from './sale-plan.ts';

const OPTIONS: SaleDrillOptions = {
  crowd: 2_000,
  stock: 100,
  waitingRoom: undefined,
  kills: 3,
  redisKills: 2,
  seed: 7,
};

describe('the plan of a sale', () => {
  it('is decided by its seed', () => {
    expect(planSale(OPTIONS, 'd')).toEqual(planSale(OPTIONS, 'd'));
    expect(planSale({ ...OPTIONS, seed: 8 }, 'd')).not.toEqual(planSale(OPTIONS, 'd'));
  });

  it('has ten people or more for each unit, enough of whom stay in line for what comes back', () => {
    const { units, shoppers } = planSale(OPTIONS, 'd');
    expect(units).toBe(100);
    expect(shoppers.filter(({ staysInLine, manner }) => staysInLine && manner === 'plain').length).toBeGreaterThan(
      units,
    );
    expect(planSale({ ...OPTIONS, crowd: 55 }, 'd').units).toBe(6);
  });

  it('has everybody who makes a drop hard', () => {
    const manners = new Set(planSale(OPTIONS, 'd').shoppers.map(({ manner }) => manner));
    expect([...manners].sort()).toEqual([
      'bot',
      'double click',
      'greedy',
      'hang up',
      'passer-by',
      'plain',
      'second thoughts',
      'vanish',
    ]);
    const atARoom = new Set(planSale({ ...OPTIONS, waitingRoom: 'fair' }, 'd').shoppers.map(({ manner }) => manner));
    expect([...atARoom]).toEqual(expect.arrayContaining(['forger', 'no-show']));
  });

  it('kills in order, while people come, Redis with and without its memory', () => {
    const { killsAt, redisKills } = planSale({ ...OPTIONS, redisKills: 40 }, 'd');
    expect(killsAt).toHaveLength(3);
    expect(killsAt).toEqual([...killsAt].sort((one, other) => one - other));
    expect(killsAt.every((at) => at > 0 && at < 1)).toBe(true);
    expect(new Set(redisKills.map(({ forgets }) => forgets)).size).toBe(2);
  });
});
