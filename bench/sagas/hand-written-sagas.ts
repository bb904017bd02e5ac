import type pg from 'pg';
import { BatchLoop } from '../../platform/batching/batch-loop.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { type Contender, measuring } from './contender.ts';

// The rows that the engine writes for a saga of three steps, in as many transactions, a batch at a time: the saga; what led
// to its pivot; the pivot's answer; the rest with its end. Nothing is decided, nothing is folded, nobody can take over.

const BATCH = 256;
const LANES = 4;

const IDS = `unnest($1::uuid[]) as s (id)`;

const log = (schema: string, sequence: number, event: string, step: string, more: string): string =>
  `insert into ${schema}.saga_log select s.id, ${sequence}, now(), '${event}', '${step}', 1, '', replace(s.id::text, '-', ''), ${more} from ${IDS}`;

const completed = (step: string): string =>
  `jsonb_build_array(jsonb_build_object('event', 'step_completed', 'step', '${step}', 'attempt', 1, 'error', '', 'atMs', 1767225600000))`;

const steps = (schema: string): readonly (readonly string[])[] => [
  [
    `insert into ${schema}.sagas select s.id, 'three-steps.v1', s.id::text, 'in_progress', jsonb_build_object('workId', s.id), replace(s.id::text, '-', ''), 'hand', now(), null, 1 from ${IDS}`,
  ],
  [log(schema, 1, 'started', '', completed('first'))],
  [log(schema, 3, 'step_completed', 'second', 'null::jsonb')],
  [
    log(schema, 4, 'step_completed', 'third', 'null::jsonb'),
    `update ${schema}.sagas t set status = 'completed', ended_at = now(), version = 2 from ${IDS} where t.saga_id = s.id and t.version = 1`,
  ],
];

export function openHandWritten(pool: pg.Pool, schema: string): Contender {
  const lanes = Array.from(
    { length: LANES },
    (_, lane) =>
      new BatchLoop<string, undefined>(
        `lane ${lane}`,
        async (ids) => {
          for (const [place, statements] of steps(schema).entries()) await transact(pool, place, statements, ids);
          return ids.map(() => ({ status: 'fulfilled', value: undefined }) as const);
        },
        systemClock,
        { maxSize: BATCH, delayMs: 0, capacity: 10_000 },
      ),
  );
  let turn = 0;
  return {
    name: 'hand-written',
    measure: measuring(async () => {
      turn += 1;
      await lanes[turn % LANES]?.submit(newId());
    }),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.drained()));
    },
  };
}

async function transact(pool: pg.Pool, place: number, statements: readonly string[], ids: readonly string[]) {
  const client = await pool.connect();
  try {
    const values = [`{${ids.join()}}`];
    const named = statements.map((text, index) => ({ name: `hand ${place}.${index}`, text, values }));
    const isOne = named.length === 1;
    await Promise.all([
      ...(isOne ? [] : [client.query('begin')]),
      ...named.map((statement) => client.query(statement)),
      ...(isOne ? [] : [client.query('commit')]),
    ]);
  } finally {
    client.release();
  }
}
