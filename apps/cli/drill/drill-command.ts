import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { auditTable } from '../audit/audit-table.ts';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { assertReportCanBeWritten, writeReport } from '../report-file.ts';
import { type OpenShop, type ShopOptions, withShop } from '../shop/with-shop.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { type Drilled, type DrillOptions, drill } from './drill.ts';
import { drillTable } from './drill-table.ts';
import { type InShop, repeatDrills, repeatTable } from './repeat.ts';
import { drillReport } from './report/drill-report.ts';
import { drillResult, isClean } from './result.ts';
import type { WaitingRoom } from './sale/sale-plan.ts';

export interface DrillCommandOptions extends ShopOptions {
  readonly orders: number;
  readonly stock: number;
  readonly concurrency: number;
  readonly hot: boolean;
  /** As many as orders where it is left out. */
  readonly crowd?: number | undefined;
  readonly waitingRoom?: WaitingRoom | undefined;
  readonly kill: number;
  readonly killRedis: number;
  readonly repeat: number;
  readonly json: boolean;
  readonly report?: string | undefined;
  readonly seed?: number | undefined;
}

/** Where there are no orders to be as many as. */
const DEFAULT_CROWD = 1_000;

/** `holdfast drill`. Answers the exit code. */
export async function runDrill(command: DrillCommandOptions, terminal: Terminal): Promise<number> {
  const { json, repeat, report } = command;
  const options = optionsOf(command);
  const shop = shopOf(command, options);
  if (report !== undefined) await assertReportCanBeWritten(report);
  if (repeat > 1) {
    const inShop: InShop = (work) =>
      openShop(shop, options, terminal, (open) => work((seed) => drillOnce(open, { ...options, seed }, terminal)));
    const repeated = await repeatDrills(inShop, options.seed, repeat, terminal);
    tell(terminal, json, repeated.result, repeatTable(repeated.result));
    const unreported = await reportOn(repeated.shown, { report, own: shop.own, terminal });
    return repeated.result.failed.length === 0 ? unreported : EXIT_VIOLATION;
  }
  terminal.say(`Seed ${options.seed}`);
  const drilled = await openShop(shop, options, terminal, (open) => drillOnce(open, options, terminal));
  const result = drillResult(drilled);
  tell(terminal, json, result, `${drillTable(result)}\n${auditTable(drilled.audit)}`);
  const unreported = await reportOn(drilled, { report, own: shop.own, terminal });
  return isClean(result) ? unreported : EXIT_VIOLATION;
}

function optionsOf(command: DrillCommandOptions): DrillOptions {
  const { orders, stock, concurrency, hot, kill: kills, killRedis: redisKills, waitingRoom } = command;
  const crowd = command.crowd ?? (orders > 0 ? orders : DEFAULT_CROWD);
  const hasSale = crowd > 0 && stock > 0;
  if (!hasSale) assertNothingForASale({ kills: orders > 0 ? 0 : kills, redisKills, waitingRoom });
  const seed = command.seed ?? randomInt(2 ** 31);
  return { orders, stock, concurrency, hot, crowd, waitingRoom, kills, redisKills, seed };
}

/** Nothing that was asked for is left undone without a word. */
function assertNothingForASale({
  kills,
  redisKills,
  waitingRoom,
}: Pick<DrillOptions, 'kills' | 'redisKills' | 'waitingRoom'>): void {
  const toMend = 'let a crowd come to something that is for sale';
  if (kills > 0) {
    throw new CommandFailed(
      `With no orders and no sale there is nothing to kill the shop in: leave out --kill, place orders, or ${toMend}.`,
      EXIT_USAGE,
    );
  }
  if (redisKills > 0) {
    throw new CommandFailed(`Redis serves flash sales only: leave out --kill-redis, or ${toMend}.`, EXIT_USAGE);
  }
  if (waitingRoom !== undefined) {
    throw new CommandFailed(`A waiting room is before a sale: leave out --waiting-room, or ${toMend}.`, EXIT_USAGE);
  }
}

function shopOf({ url, own }: DrillCommandOptions, { kills, redisKills }: DrillOptions) {
  const hasKills = kills > 0 || redisKills > 0;
  if (hasKills && url !== undefined) {
    throw new CommandFailed('A drill kills only what is its own: leave out --url, or the kills.', EXIT_USAGE);
  }
  return { url, own: own === true || hasKills, ownRedis: redisKills > 0 };
}

function openShop<Result>(
  shop: ShopOptions,
  { concurrency }: DrillOptions,
  terminal: Terminal,
  work: (open: OpenShop) => Promise<Result>,
): Promise<Result> {
  // A double click takes two connections.
  return withShop(shop, { connections: 2 * concurrency, terminal }, work);
}

function drillOnce(open: OpenShop, options: DrillOptions, terminal: Terminal): Promise<Drilled> {
  const drillId = `drill-${Date.now().toString(36)}${randomInt(36 ** 4).toString(36)}`;
  return drill(open, options, { drillId, terminal });
}

interface Reporting {
  readonly report: string | undefined;
  readonly own: boolean;
  readonly terminal: Terminal;
}

/** Writes the report that was asked for, once the result is told. Answers the exit code of a drill that found nothing. */
async function reportOn(drilled: Drilled, { report, own, terminal }: Reporting): Promise<number> {
  if (report === undefined) return 0;
  const page = drillReport(drillResult(drilled), commandFor(drilled.options, own));
  const unwritten = await writeReport(report, page);
  terminal.say(unwritten ?? `Report: ${resolve(report)}`);
  return unwritten === undefined ? 0 : EXIT_USAGE;
}

/** What to type to do it again. */
export function commandFor(options: DrillOptions, own: boolean): string {
  const { orders, stock, concurrency, hot, crowd, waitingRoom, kills, redisKills, seed } = options;
  return [
    `holdfast drill --orders ${orders} --stock ${stock} --concurrency ${concurrency}`,
    hot ? '--hot' : '',
    `--crowd ${crowd}`,
    waitingRoom === undefined ? '' : `--waiting-room ${waitingRoom}`,
    kills > 0 ? `--kill ${kills}` : '',
    redisKills > 0 ? `--kill-redis ${redisKills}` : '',
    own ? '--own' : '',
    `--seed ${seed}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
