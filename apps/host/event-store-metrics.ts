import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { Module } from '../../platform/rpc/module.ts';
import type { Databases } from './databases.ts';
import { readGauges } from './read-gauges.ts';

// How large the event stores of this host's modules are, and how much was read again to know where things stand. Read when
// metrics are scraped; docs/metrics.md says what each is for.

interface StoreSize {
  readonly events: number;
  readonly streams: number;
  readonly bytes: number;
}

export function watchEventStores(
  registry: Registry,
  databases: Pick<Databases, 'poolOf'>,
  modules: readonly Module[],
  log: Pick<Logger, 'warn'>,
): void {
  const stores = modules.flatMap(({ name, eventStore }) => (eventStore === undefined ? [] : [{ name, ...eventStore }]));
  const registers = [registry];
  const labelNames = ['module'];
  const sizes = [
    ['holdfast_event_store_events', 'Events that the module keeps', ({ events }: StoreSize) => events],
    ['holdfast_event_store_streams', 'Streams that the module keeps', ({ streams }: StoreSize) => streams],
    ['holdfast_event_store_bytes', 'What the events take on disk, indexes included', ({ bytes }: StoreSize) => bytes],
  ] as const;
  const read = () => Promise.all(stores.map(async ({ name }) => ({ of: name, ...(await sizeOf(databases, name)) })));
  readGauges({ registry, log }, 'module', read, sizes);
  const counters = [
    ['holdfast_event_store_loads_total', 'States that were loaded', 'loads'],
    ['holdfast_event_store_snapshot_loads_total', 'Loads that began at a snapshot', 'fromSnapshot'],
    ['holdfast_event_store_replayed_events_total', 'Events that loads read again', 'events'],
  ] as const;
  for (const [name, help, field] of counters) {
    new Counter({
      name,
      help: `${help} on this host, by module.`,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const store of stores) this.inc({ module: store.name }, store.replays[field]);
      },
    });
  }
}

/** Positions have no gaps, so the end of the log is the number of events. */
async function sizeOf({ poolOf }: Pick<Databases, 'poolOf'>, schema: string): Promise<StoreSize> {
  const { rows } = await poolOf(schema).query<StoreSize>(
    `select coalesce(max(position), 0) as events, coalesce(max(streams), 0) as streams,
       pg_total_relation_size('${schema}.events') as bytes
     from ${schema}.event_log`,
  );
  return rows[0] ?? { events: 0, streams: 0, bytes: 0 };
}
