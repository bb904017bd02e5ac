import type pg from 'pg';
import { BatchLoop } from '../../platform/batching/batch-loop.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { BenchEvent, Contender } from './contender.ts';

// The same rows in the same tables, a batch at a time, as a person would write it who has nothing else to do: the end of
// the log, the streams with their versions checked, the events, one transaction and one round trip.

interface Append {
  readonly streamId: string;
  readonly event: BenchEvent;
  readonly expectedVersion: number;
}

const STREAMS = `
  with changed as (
    insert into hand.event_streams
    select "streamId", "expectedVersion" + 1, now(), null, 0, 0, "expectedVersion" + 1
    from rows from (jsonb_to_recordset($1::jsonb) as ("streamId" text, "expectedVersion" int)) a
    order by "streamId"
    on conflict (stream_id) do update
      set stream_version = excluded.stream_version, changed_at = excluded.changed_at, version = excluded.version
      where hand.event_streams.stream_version = excluded.stream_version - 1
    returning 1)
  select 1 / (count(*) = $2::int)::int from changed`;

const EVENTS = `
  insert into hand.events
  select a."streamId", a."expectedVersion" + 1, l.position - $2::int + a.place, a.event ->> 'type', 1, a.event -> 'data', now()
  from rows from (jsonb_to_recordset($1::jsonb) as ("streamId" text, event jsonb, "expectedVersion" int))
    with ordinality a ("streamId", event, "expectedVersion", place), hand.event_log l`;

export async function openHandWritten(pool: pg.Pool): Promise<Contender> {
  await pool.query(`insert into hand.event_log values ('all', 0, 0, 1)`);
  const write = async (batch: Append[]) => {
    const client = await pool.connect();
    try {
      const rows = JSON.stringify(batch);
      const move = 'update hand.event_log set position = position + $1';
      await Promise.all([
        client.query('begin'),
        client.query({ name: 'move', text: move, values: [batch.length] }),
        client.query({ name: 'streams', text: STREAMS, values: [rows, batch.length] }),
        client.query({ name: 'events', text: EVENTS, values: [rows, batch.length] }),
        client.query('commit'),
      ]);
      return batch.map(() => ({ status: 'fulfilled', value: undefined }) as const);
    } finally {
      client.release();
    }
  };
  const loop = new BatchLoop<Append, undefined>('hand-written', write, systemClock);
  return {
    name: 'hand-written',
    append: (streamId, event, expectedVersion) => loop.submit({ streamId, event, expectedVersion }),
    close: () => loop.drained(),
  };
}
