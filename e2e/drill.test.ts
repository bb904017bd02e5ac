import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, scratchDirectory } from './testing/shop.ts';

// A small drill of a drop by the built product: its host is killed while the crowd is there. Any violation is exit code 1.

let directory: Awaited<ReturnType<typeof scratchDirectory>>;

beforeAll(async () => {
  directory = await scratchDirectory();
});
afterAll(() => directory.remove());

/** A start takes a second, or twenty where other work goes on: only what hangs takes so long. */
const HANGS = { timeout: 900_000 };

it('plays a whole sale through a kill, sells every unit once, and writes its page', HANGS, async ({ signal }) => {
  const report = join(directory.path, 'drill.html');
  const seed = Math.floor(Math.random() * 2 ** 32);
  const drill = ['drill', '--own', '--orders', '0', '--crowd', '150', '--kill', '1', '--seed', `${seed}`];
  console.log(`to repeat: npm run --silent holdfast -- ${drill.join(' ')}`);
  const { code, output, json } = await run([...drill, '--report', report, '--json'], {}, signal);
  expect(code, output).toBe(0);
  expect(json).toMatchObject({
    orders: 0,
    violations: [],
    audit_ok: true,
    seed,
    sale: { crowd: 150, units: 15, sold: 15, remaining: 0, kills: 1, faults: [{ what: 'host' }] },
  });
  const page = await readFile(report, 'utf8');
  expect(page).toContain(`--kill 1 --own --seed ${seed}`);
  expect(page).toContain('<h3>Remaining stock</h3>');
  expect(page).not.toMatch(/(?:src|href)=|<script/);
});

it('says what it needs to kill Redis, and where there is nothing to kill', async () => {
  const without = await run(['drill', '--kill-redis', '1'], { PATH: directory.path });
  expect(without.code).toBe(2);
  expect(without.output).toContain('needs redis-server or valkey-server on the PATH');
  const elsewhere = await run(['drill', '--kill-redis', '1', '--url', 'http://127.0.0.1:1']);
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.output).toContain('A drill kills only what is its own');
});
