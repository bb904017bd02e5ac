import type { CommittedEvent } from '../../batching/execute-batch.ts';
import type { Turn } from '../../messaging/work-loop.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import { bigint, integer, table, text } from '../../store/table.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Deposited } from '../../testing/till-contract.ts';
import { type LogReader, logEvents, storedLog } from '../event-log.ts';
import { type Projection, projection, when } from '../projection.ts';
import { Projections } from '../projections.ts';

// A view for tests of the engine: how often each account was paid into, and what it held last. An event that is folded
// twice, or not at all, or before its time, leaves another row.

const tallies = table('tallies', { key: { account: text }, columns: { count: integer, amount: bigint } });

/** What a deposit makes of the amount that the row has, if there is a row. */
type Amount = (deposited: number, before: number | undefined) => number;

function tally(version: number, amountAfter: Amount): Projection {
  return projection('tally', {
    version,
    tables: [tallies],
    folds: [
      when(Deposited, {
        touches: ({ account }) => [tallies.key(account)],
        apply: (rows, { account, amount }) => {
          const before = rows.get(tallies.key(account));
          const count = (before?.count ?? 0) + 1;
          return [tallies.put({ account, count, amount: amountAfter(amount, before?.amount) })];
        },
      }),
    ],
  });
}

/** Makes the tables of a view in the current schema. */
export const CREATE_TALLIES = `
  create table tallies (generation int, account text, count int not null, amount int8 not null, version int not null,
    primary key (generation, account));
  create table projection_generations (projection text, generation int, state text not null, fold_version int not null,
    positions jsonb not null, event_at timestamptz, started_at timestamptz not null, version int not null,
    primary key (projection, generation));
  create table view_feed (position bigint generated always as identity primary key, record_id uuid not null,
    events text not null);`;

const record = logEvents(() => crypto.randomUUID(), new Set([Deposited.type]));

/** Commits a batch of deposits to the log. */
export async function deposit(log: Store, ...deposits: readonly (readonly [account: string, amount: number])[]) {
  const events = deposits.map(
    ([account, amount]): CommittedEvent => ({
      emit: Deposited,
      key: account,
      payload: { account, amount },
      traceId: undefined,
      atMs: Date.UTC(2026, 0, 1),
    }),
  );
  await log.transact(async (transaction) => record(transaction, events));
}

/** A host that keeps the tally of a log. */
export class TallyHost {
  readonly clock = new FakeClock();
  readonly failures: string[] = [];
  readonly projections: Projections;

  readonly log: Store;

  constructor(
    log: Store,
    store: Store = new MemoryStore(),
    {
      version = 1,
      reader = storedLog(log),
      amountAfter = (deposited) => deposited,
    }: { readonly version?: number; readonly reader?: LogReader; readonly amountAfter?: Amount } = {},
  ) {
    this.log = log;
    const logs = new Map([['till.v1', reader]]);
    this.projections = new Projections({
      store,
      projections: [tally(version, amountAfter)],
      logs,
      clock: this.clock,
      onFailure: (name, error) => this.failures.push(`${name}: ${error.message}`),
    });
  }

  /** One turn of its own. */
  turn(): Promise<Turn> {
    return this.projections.turn('tally');
  }

  /** Turns until there is nothing left to do. */
  async untilDone(): Promise<void> {
    for (let turn = 0; turn < 1_000; turn++) if ((await this.turn()) === 'done') return;
    throw new Error('a thousand turns were not enough');
  }

  /** What a reader sees; undefined while nothing has been built. */
  async read(): Promise<Record<string, readonly [count: number, amount: number]> | undefined> {
    const rows = await this.projections.find('tally', tallies, [], { limit: 1_000 });
    return rows && Object.fromEntries(rows.map(({ row }) => [row.account, [row.count, row.amount]]));
  }
}
