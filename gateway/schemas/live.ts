import { type Static, Type } from '@sinclair/typebox';
import { named, Time } from './building-blocks.ts';

// What the shop does at the moment, in numbers: one sample a second.

const PerSecond = Type.Number({ minimum: 0 });
const ByName = (description: string) => Type.Record(Type.String(), Type.Number(), { description });

export const LiveSample = Type.Object(
  {
    at: Time,
    orders: Type.Object({
      placed: PerSecond,
      completed: PerSecond,
      refused: ByName('A second, by reason; a reason that did not occur is left out'),
    }),
    http: Type.Object({ requests: PerSecond, failed: PerSecond, shed: PerSecond }),
    latency_ms: Type.Unsafe<{ p50: number; p95: number; p99: number } | null>({
      type: ['object', 'null'],
      properties: {
        p50: Type.Number(),
        p95: Type.Number(),
        p99: Type.Number(),
      },
      required: ['p50', 'p95', 'p99'],
      description: 'From the beginning of a checkout to its end, over the last ten seconds; null where none ended',
    }),
    sagas: Type.Object({
      running: ByName('In flight on this host, by status'),
      parked: Type.Integer(),
      late: Type.Integer({ description: 'Past their deadline and their pivot; they go on' }),
    }),
    sales: Type.Array(
      Type.Object({
        id: Type.String(),
        product_id: Type.String(),
        state: Type.String(),
        quantity: Type.Integer(),
        remaining: Type.Integer(),
      }),
      { description: 'Sales that are not closed: at most 50, those that sell before those that are yet to' },
    ),
    sale_queue: Type.Integer({ description: 'Orders that have their units and wait for their checkout' }),
    gate_drift: ByName('Units that a gate promises beyond its ledger (above 0) or short of it (below 0), by sale'),
    outbox: Type.Object({
      records: ByName('Batches of events that wait to be published, by module; 0 is left out'),
      oldest_seconds: Type.Number(),
    }),
    consumers: Type.Object({
      waiting: ByName('Messages that wait, by consumer; 0 is left out'),
      retrying: ByName('Messages that failed and are tried again, by consumer; 0 is left out'),
      oldest_seconds: Type.Number(),
    }),
    views: ByName('Events that wait to be folded into a view, by view'),
    dead_letters: Type.Integer(),
  },
  { $id: 'LiveSample' },
);
export type LiveSampleDocument = Static<typeof LiveSample>;

export const LiveHistory = Type.Object({
  samples: Type.Array(named(LiveSample), { description: 'Oldest first, a second apart, the last quarter of an hour' }),
});
