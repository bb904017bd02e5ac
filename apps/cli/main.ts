#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { runAudit } from './audit/audit.ts';
import { runDrill } from './drill/drill-command.ts';
import { WAITING_ROOMS } from './drill/sale/sale-plan.ts';
import { exitCodeOf, failed } from './end-of-command.ts';
import { runImport } from './import/import.ts';
import { runReplay } from './replay/replay.ts';
import { startShop } from './shop/start-shop.ts';
import { processSignals } from './terminal/stop-request.ts';
import { output, terminal } from './terminal/terminal.ts';
import { runUntilStopped, welcome } from './up.ts';

// The command line: what may be typed, and how a command ends. The commands themselves are in the folders beside.

const MOST = 1_000_000;

/** Ends the process once its result is out: connections that are kept open would keep it alive. */
async function end(exitCode: number): Promise<void> {
  process.exit(exitCodeOf(exitCode, await output.failure(), terminal));
}

async function serve(rooms: readonly string[] | undefined, demoCatalogue: boolean): Promise<number> {
  return runUntilStopped(
    (unwanted) => startShop({ rooms, demoCatalogue, onProgress: terminal.say, unwanted }),
    (shop) => terminal.print(welcome(shop)),
    { signals: processSignals, terminal, clock: systemClock },
  );
}

function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= MOST) return number;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${MOST}.`);
  };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 32) return seed;
  throw new InvalidArgumentError('It is a whole number below 4294967296.');
}

/** The options of every command that talks to a shop. */
function onShop(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'a running shop (default: http://127.0.0.1:$PORT)').argParser(webAddress))
    .option('--own', 'start a shop on a scratch directory, and remove it afterwards', false)
    .option('--json', 'make the last line of standard output one JSON object', false);
}

function webAddress(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It begins with http:// or https://.');
}

function program(): Command {
  const holdfast = new Command('holdfast')
    .description('A commerce order engine that never oversells.')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  holdfast
    .command('up')
    .description('run the whole shop in this process')
    .option('--empty', 'without the demo catalogue', false)
    .action(async ({ empty }) => process.exit(await serve(undefined, !empty)));
  holdfast
    .command('serve <room...>')
    .description('run some rooms; the others are reached by gRPC at <ROOM>_URL')
    .action(async (rooms) => process.exit(await serve(rooms, false)));
  onShop(holdfast.command('import <csv>'))
    .description('bring in the catalogue and the stock of a CSV in the columns of Online Retail')
    .option('--report <file>', 'where rejected lines go', 'import-rejected.csv')
    .action(async (csv, options) => end(await runImport(csv, options, terminal)));
  onShop(holdfast.command('replay <csv>'))
    .description("replay a CSV's invoices as orders and balance the books")
    .option('--concurrency <n>', 'orders under way at once', wholeNumber(1), 32)
    .action(async (csv, options) => end(await runReplay(csv, options, terminal)));
  drillCommand(onShop(holdfast.command('drill')));
  holdfast
    .command('simulate')
    .description('the shop in a world that fails, seed by seed; exit code 1 on any violation')
    .option('--seed <n>', 'the first seed', seedOf, 1)
    .option('--seeds <n>', 'how many (default: 100, or 1 where a seed is named)', wholeNumber(1))
    .option('--steps <n>', 'events with faults in each seed, at the least', wholeNumber(1), 1_000)
    .option('--every-pair', 'a violation, too, where a fault has met no call of some step of a saga', false)
    .option('--trace', 'print all that happens in the seed, of which there may be one only', false)
    .option('--json', 'make the last line of standard output one JSON object', false)
    .action(async (options, command) => {
      // With all of the shop's code in it, for which the other commands do not wait.
      const { runSimulate } = await import('./simulate/simulate.ts');
      const named = command.getOptionValueSource('seed') === 'cli';
      const seeds = options.seeds ?? (named ? 1 : 100);
      await end(await runSimulate({ ...options, seeds }, terminal));
    });
  onShop(holdfast.command('audit'))
    .description('hold the invariants against a running shop; exit code 1 on any violation')
    .action(async (options) => end(await runAudit(options, terminal)));
  return holdfast;
}

function drillCommand(command: Command): void {
  command
    .description('load, a whole flash sale, and faults, then books and audit; exit code 1 on any violation')
    .option('--orders <n>', 'how many in the ordinary shop; 0: only the sale', wholeNumber(0), 1_000)
    .option('--stock <n>', 'units of each product, and of the sale at the most', wholeNumber(0), 100)
    .option('--concurrency <n>', 'orders under way at once', wholeNumber(1), 64)
    .option('--hot', 'one product that everybody wants', false)
    .option('--crowd <n>', 'people who come to the sale; 0: no sale (default: as many as orders)', wholeNumber(0))
    .addOption(new Option('--waiting-room <draw>', 'put a waiting room before the sale').choices(WAITING_ROOMS))
    .option(
      '--kill <n>',
      'kill the shop so many times in load and sale each, and start it again; implies --own',
      wholeNumber(0),
      0,
    )
    .option('--kill-redis <n>', 'the same with a Redis of its own, in the sale; implies --own', wholeNumber(0), 0)
    .option('--report <file>', 'write an HTML report')
    .option('--seed <n>', 'what decides everything random (default: random)', seedOf)
    .option('--repeat <n>', 'so many drills in a row, each with the next seed', wholeNumber(1), 1)
    .action(async (options) => end(await runDrill(options, terminal)));
}

try {
  await program().parseAsync();
} catch (error) {
  await end(failed(error, process.argv.includes('--json'), terminal));
}
