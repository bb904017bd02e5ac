import { describe, expect, it } from 'vitest';
import { run } from './testing/shop.ts';

const KILLS = 20;

describe('a shop that is killed', () => {
  it(`loses nothing that it acknowledged, through ${KILLS} kills at random moments`, async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const drill = ['drill', '--own', '--orders', '3000', '--stock', '100', '--kill', `${KILLS}`, '--seed', `${seed}`];
    console.log(`to repeat: npm run --silent holdfast -- ${drill.join(' ')}`);
    const { code, output, json } = await run([...drill, '--json']);
    expect(code, output).toBe(0);
    expect(json).toMatchObject({ kills: KILLS, lost: 0, duplicates: 0, violations: [], audit_ok: true });
  });
});
