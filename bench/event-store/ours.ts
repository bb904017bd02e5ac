import type pg from 'pg';
import { EventCatalogue } from '../../platform/eventstore/event-catalogue.ts';
import { EventStore } from '../../platform/eventstore/event-store.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import type { BenchEvent, Contender } from './contender.ts';

export function openOurs(pool: pg.Pool): Contender {
  const log = new EventStore<BenchEvent>({
    name: 'bench',
    store: new PostgresStore(pool, 'ours'),
    clock: systemClock,
    catalogue: new EventCatalogue<BenchEvent>({ Noted: [] }),
  });
  return {
    name: 'ours',
    append: (streamId, event, expectedVersion) => log.append(streamId, [event], expectedVersion),
    close: () => log.drained(),
  };
}
