import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { type DrillCommandOptions, runDrill } from './drill-command.ts';

let shop: FakeShop;
let url: string;

beforeEach(async () => {
  shop = new FakeShop();
  url = await shop.open();
});

afterEach(() => shop.close());

async function drilled(options: Partial<DrillCommandOptions>) {
  const terminal = silentTerminal();
  const small = { orders: 5, stock: 10, concurrency: 2, hot: false, crowd: 0, kill: 0, killRedis: 0, repeat: 1 };
  const code = await runDrill({ ...small, json: true, url, ...options }, terminal);
  return { code, result: JSON.parse(terminal.printed.at(-1) ?? ''), said: terminal.said.join('\n') };
}

describe('a drill that could not do what it is asked for', () => {
  it.each([
    ['kills where nothing happens', { orders: 0, kill: 1 }, /leave out --kill, place orders, or let a crowd/],
    ['kills of a Redis without a crowd', { killRedis: 1 }, /leave out --kill-redis, or let a crowd come/],
    [
      'a waiting room without a crowd',
      { waitingRoom: 'fair' as const },
      /leave out --waiting-room, or let a crowd come/,
    ],
    ['a waiting room with nothing for sale', { crowd: 9, stock: 0, waitingRoom: 'arrival' as const }, /--waiting-room/],
  ])('refuses %s', async (_case, options, message) => {
    await expect(drilled(options)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: EXIT_USAGE,
    });
  });
});

describe('a drill with a report', () => {
  it('does not begin where it cannot be written', async () => {
    await expect(drilled({ report: join(tmpdir(), 'holdfast-none', 'report.html') })).rejects.toMatchObject({
      message: expect.stringMatching(/^The report .*report\.html could not be written: ENOENT.* --report\.$/),
      exitCode: EXIT_USAGE,
    });
    expect(shop.posted).toEqual([]);
  });

  it.runIf(process.platform === 'linux').each([
    { what: 'tells what it found where the write fails at the end', auditOk: true, repeat: 1, exitCode: EXIT_USAGE },
    { what: 'has a violation first', auditOk: false, repeat: 1, exitCode: EXIT_VIOLATION },
    { what: 'does so of drills in a row', auditOk: true, repeat: 2, exitCode: EXIT_USAGE },
  ])('$what', async ({ auditOk, repeat, exitCode }) => {
    shop.auditOk = auditOk;
    const { code, result, said } = await drilled({ report: '/dev/full', repeat });
    expect({ code, orders: result.orders }).toEqual({ code: exitCode, orders: 5 * repeat });
    expect(said).toMatch(/The report \/dev\/full could not be written: ENOSPC/);
  });
});
