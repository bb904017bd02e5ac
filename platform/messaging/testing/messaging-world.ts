import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { CommittedEvent } from '../../batching/execute-batch.ts';
import { openDatabase } from '../../postgres/database.ts';
import { migrate } from '../../postgres/migrate.ts';
import type { EventType } from '../../rpc/contract.ts';
import { PostgresStore } from '../../store/postgres-store.ts';
import { bigint, ledger, text, uuid } from '../../store/table.ts';
import { createTestDatabase } from '../../testing/database.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import type { Broker } from '../broker.ts';
import { createEmbeddedBroker, type EmbeddedBrokerOptions } from '../embedded-broker.ts';
import type { Envelope } from '../envelope.ts';
import { type Inbox, processOnce } from '../inbox.ts';
import { recordEvents } from '../outbox.ts';
import { noted } from './messages.ts';

// A module "shop" that tells of things, a broker, and a consumer that writes down what it is told: for tests on a real
// database.

/** What the consumer's effect leaves behind. */
const effects = ledger('effects', { key: { id: uuid }, columns: { key: text, value: text, place: bigint } });

export interface MessagingWorld {
  readonly pool: pg.Pool;
  readonly clock: FakeClock;
  readonly store: PostgresStore;
  readonly inbox: Inbox;
  /** Another pool on the same database, as another process has it. Ended with the world. */
  openPool(applicationName?: string, limits?: { readonly idleInTransactionMs?: number }): pg.Pool;
  broker(options?: Partial<EmbeddedBrokerOptions>): Broker;
  /** Commits one batch of events. */
  tell(...events: readonly CommittedEvent[]): Promise<void>;
  /** The effect of a consumer, once per message. */
  takeDown(envelopes: readonly Envelope[]): Promise<void>;
  /** Values that were taken down, in the order in which that happened. */
  takenDown(): Promise<{ key: string; value: string }[]>;
  count(table: string): Promise<number>;
  end(): Promise<void>;
}

export function event(key: string, value: string, type: EventType = noted): CommittedEvent {
  return { emit: type, key, payload: { value }, traceId: undefined, atMs: 0 };
}

export async function createMessagingWorld(): Promise<MessagingWorld> {
  const database = await createTestDatabase();
  const pools: pg.Pool[] = [];
  const openPool: MessagingWorld['openPool'] = (applicationName = 'test', limits = {}) => {
    const opened = openDatabase({ url: database.url, poolSize: 6, applicationName, ...limits });
    pools.push(opened);
    return opened;
  };
  const pool = openPool();
  await migrate(pool, [
    { schema: 'shop', name: 'outbox', folder: folder('outbox') },
    { schema: 'shop', name: 'inbox', folder: folder('inbox') },
    { schema: 'broker', name: 'broker', folder: folder('broker') },
  ]);
  await pool.query(
    'create table shop.effects (id uuid primary key, key text, value text, place bigint, seen bigint generated always as identity)',
  );
  const clock = new FakeClock();
  const store = new PostgresStore(pool, 'shop');
  const inbox = { store, consumer: 'secretary', clock };
  const record = recordEvents(v7);
  return {
    pool,
    clock,
    store,
    inbox,
    openPool,
    broker: (options = {}) =>
      createEmbeddedBroker({ pool, clock, onFailure: () => undefined, onDeadLetter: () => undefined, ...options }),
    tell: (...events) =>
      store.transact(async (transaction) => {
        record(transaction, events);
      }),
    takeDown: (envelopes) =>
      processOnce(inbox, envelopes, async (transaction, fresh) => {
        transaction.write(
          fresh.map(({ id, subject, data }, place) => ({
            write: 'append',
            table: effects,
            row: { id, key: subject, value: (data as { value: string }).value, place },
          })),
        );
      }),
    takenDown: async () => (await pool.query('select key, value from shop.effects order by seen')).rows,
    count: async (table) => Number((await pool.query(`select count(*) from ${table}`)).rows[0].count),
    end: async () => {
      await Promise.all(pools.map((opened) => opened.end()));
      await database.drop();
    },
  };
}

function folder(name: string): string {
  return fileURLToPath(new URL(`../migrations/${name}`, import.meta.url));
}
