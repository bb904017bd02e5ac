import { expect, it } from 'vitest';
import { type CHECKOUTS, run } from './shop.ts';

/** A start takes a second, or twenty where other work goes on: only what hangs takes so long. */
const HANGS = { timeout: 900_000 };

/** A drill that kills the shop so many times while orders come in. Each checkout has a file of its own: they run beside each other. */
export function losesNothingWhenKilled(
  checkout: (typeof CHECKOUTS)[number],
  { kills, orders }: { readonly kills: number; readonly orders: number },
): void {
  it(`loses nothing that it acknowledged, through ${kills} kills at random moments`, HANGS, async ({ signal }) => {
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
      '--crowd',
      '0',
      '--seed',
      `${seed}`,
    ];
    console.log(`to repeat: CHECKOUT=${checkout} npm run --silent holdfast -- ${drill.join(' ')}`);
    const { code, output, json } = await run([...drill, '--json'], { CHECKOUT: checkout }, signal);
    expect(code, output).toBe(0);
    expect(json).toMatchObject({ kills, lost: 0, duplicates: 0, violations: [], audit_ok: true });
  });
}
