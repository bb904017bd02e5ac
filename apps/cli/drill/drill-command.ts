import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { auditTable } from '../audit/audit-table.ts';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { type ShopOptions, withShop } from '../shop/with-shop.ts';
import { table } from '../terminal/table.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { type DrillResult, drill } from './drill.ts';
import type { DrillOptions } from './plan.ts';
import { drillReport } from './report.ts';

export interface DrillCommandOptions extends ShopOptions, Omit<DrillOptions, 'seed' | 'kills'> {
  readonly json: boolean;
  readonly kill: number;
  readonly report?: string | undefined;
  readonly seed?: number | undefined;
}

const VIOLATIONS_SHOWN = 10;

/** `holdfast drill`. Answers the exit code. */
export async function runDrill(command: DrillCommandOptions, terminal: Terminal): Promise<number> {
  const { json, kill: kills, orders, stock, concurrency, hot } = command;
  if (kills > 0 && command.url !== undefined) {
    throw new CommandFailed('A drill kills only a shop of its own: leave out --url, or --kill.', EXIT_USAGE);
  }
  const options: DrillOptions = { orders, stock, concurrency, hot, kills, seed: command.seed ?? randomInt(2 ** 31) };
  terminal.say(`Seed ${options.seed}`);
  const drillId = `drill-${Date.now().toString(36)}${randomInt(36 ** 4).toString(36)}`;
  // A double click takes two connections.
  const connections = 2 * concurrency;
  const shop = { url: command.url, own: command.own === true || kills > 0 };
  const drilled = await withShop(shop, { connections, terminal }, (open) =>
    drill(open, options, { drillId, terminal }),
  );
  const { result, audit } = drilled;
  if (command.report !== undefined) {
    const page = drillReport(drilled, commandFor(options, shop.own));
    await writeFile(command.report, page).catch((error: Error) => {
      throw new CommandFailed(`The report could not be written: ${error.message}`, EXIT_USAGE);
    });
    terminal.say(`Report: ${resolve(command.report)}`);
  }
  tell(terminal, json, result, `${drillTable(result)}\n${auditTable(audit)}`);
  return result.audit_ok && result.violations.length === 0 ? 0 : EXIT_VIOLATION;
}

/** What to type to do it again. */
export function commandFor({ orders, stock, concurrency, hot, kills, seed }: DrillOptions, own: boolean): string {
  return [
    `holdfast drill --orders ${orders} --stock ${stock} --concurrency ${concurrency}`,
    hot ? '--hot' : '',
    kills > 0 ? `--kill ${kills}` : '',
    own ? '--own' : '',
    `--seed ${seed}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function drillTable(result: DrillResult): string {
  const { p50, p95, p99 } = result.latency_ms;
  const rows = [
    ['orders', result.orders],
    ['confirmed', result.confirmed],
    ['cancelled', result.cancelled],
    ['refused', result.refused],
    ['acknowledged', result.acknowledged],
    ['lost', result.lost],
    ['duplicates', result.duplicates],
    ['kills', result.kills],
    ['orders per second', result.orders_per_second],
    ['latency, ms', `p50 ${p50}, p95 ${p95}, p99 ${p99}`],
    ['seconds', result.seconds],
    ['violations', result.violations.length],
  ];
  const shown = result.violations.slice(0, VIOLATIONS_SHOWN).map((violation) => `\n  ${violation}`);
  return `Drill with seed ${result.seed}\n${table(rows)}${shown.join('')}`;
}
