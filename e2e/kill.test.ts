import { describe, expect, it } from 'vitest';
import { CHECKOUTS, run } from './testing/shop.ts';

/** What a kill costs is the start after it, which both checkouts have in common. */
const DRILLS = { orchestrated: { kills: 20, orders: 3_000 }, choreographed: { kills: 4, orders: 800 } } as const;

describe.each(CHECKOUTS)('a shop that is killed, its checkout %s', (checkout) => {
  const { kills, orders } = DRILLS[checkout];

  it(`loses nothing that it acknowledged, through ${kills} kills at random moments`, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const drill = [
      'drill',
      '--own',
      '--orders',
      `${orders}`,
      '--stock',
      '100',
      '--kill',
      `${kills}`,
      '--seed',
      `${seed}`,
    ];
    console.log(`to repeat: CHECKOUT=${checkout} npm run --silent holdfast -- ${drill.join(' ')}`);
    const { code, output, json } = await run([...drill, '--json'], { CHECKOUT: checkout });
    expect(code, output).toBe(0);
    expect(json).toMatchObject({ kills, lost: 0, duplicates: 0, violations: [], audit_ok: true });
  });
});
