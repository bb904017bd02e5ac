import { EmptySchema } from '@bufbuild/protobuf/wkt';
import type pg from 'pg';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { Call, Method } from '../../platform/rpc/contract.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { saga, thenGiveUp, untilAnswered } from '../../platform/saga/definition.ts';
import { SagaEngine } from '../../platform/saga/saga-engine.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { type Contender, measuring } from './contender.ts';

interface Work {
  readonly workId: string;
}

const method: Method = {
  path: 'bench.v1.Bench/Work',
  localName: 'work',
  service: 'bench.v1',
  kind: 'command',
  accepted: 'done',
  input: EmptySchema,
  output: EmptySchema,
};

const send = ({ workId }: Work): Call<Work> => ({ method, request: { workId } });

const threeSteps = saga<Work>('three-steps.v1')
  .step('first', { send, undo: send, retry: thenGiveUp })
  .pivot('second', { send, retry: untilAnswered })
  .forward('third', { send, retry: untilAnswered })
  .build();

/** The engine with doors that answer at once: what is measured is what it costs to run a saga durably. */
const doors: Doors = {
  call: async <Request, Reply>(_call: Call<Request, Reply>): Promise<Reply> => ({ kind: 'done' }) as Reply,
};

const ENDS_WITHIN_MS = 30_000;

export async function openOurs(pool: pg.Pool, schema: string): Promise<Contender> {
  const engine = new SagaEngine({
    store: new PostgresStore(pool, schema),
    doors,
    clock: systemClock,
    newId,
    random: Math.random,
    definitions: [threeSteps],
    alone: true,
    report: (message, error) => console.error(message, error.message),
  });
  await engine.start();
  return {
    name: 'ours',
    measure: measuring(async () => {
      const sagaId = newId();
      const traceId = sagaId.replaceAll('-', '');
      await engine.begin({ sagaId, definition: threeSteps.name, subjectId: sagaId, data: { workId: sagaId }, traceId });
      if (!(await engine.ended(sagaId, ENDS_WITHIN_MS))) throw new Error(`saga ${sagaId} did not end`);
    }),
    close: () => engine.stop(),
  };
}
