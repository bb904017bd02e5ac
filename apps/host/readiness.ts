import type { Readiness } from '../../gateway/dependencies.ts';
import { within } from '../../platform/kernel/within.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { emptyQuery } from '../../platform/rpc/empty-query.ts';
import { type Databases, schemaOf } from './databases.ts';
import { BROKER_SCHEMA, CHECKOUT_SCHEMA, GATEWAY_SCHEMA, PROCESS_SCHEMA } from './migrations.ts';
import { VIEW_SCHEMA } from './projections.ts';
import { MODULE_NAMES, type ModuleName } from './room-names.ts';
import { CONTRACTS } from './rooms.ts';

// Whether everything answers that an order needs: the databases, named by the schemas that they hold, because that is
// how an operator knows them, and the modules that other processes serve.

/** What takes longer to answer is not ready: whoever asks has to decide where the next request goes. */
const ANSWER_WITHIN_MS = 2_000;

/** `remote` modules keep their schemas elsewhere. */
export async function readiness(
  databases: Pick<Databases, 'pools' | 'poolOf'>,
  remote: ReadonlySet<ModuleName>,
  doors: Doors,
): Promise<Readiness> {
  const modules = MODULE_NAMES.filter((name) => !remote.has(name)).map(schemaOf);
  const schemas = [...modules, PROCESS_SCHEMA, CHECKOUT_SCHEMA, GATEWAY_SCHEMA, BROKER_SCHEMA, VIEW_SCHEMA];
  const asked = databases.pools.flatMap((pool) => {
    const held = schemas.filter((schema) => databases.poolOf(schema) === pool);
    return held.length === 0
      ? []
      : [{ name: `database (${held.join(', ')})`, ask: () => withinTime(pool.query('select 1')) }];
  });
  const reached = [...remote].map((name) => ({ name: `module ${name}`, ask: () => askModule(name, doors) }));
  const all = [...asked, ...reached];
  const answers = await Promise.allSettled(all.map(({ ask }): Promise<unknown> => ask()));
  const notReady = all.flatMap(({ name }, index) => (answers[index]?.status === 'rejected' ? [name] : []));
  return { ready: notReady.length === 0, notReady };
}

/** Resolves when the module of another process answers; rejects when it does not, or takes too long. */
export function askModule(name: ModuleName, doors: Doors): Promise<unknown> {
  return withinTime(doors.call(emptyQuery(CONTRACTS[name])));
}

function withinTime(answer: Promise<unknown>): Promise<unknown> {
  return within(systemClock, ANSWER_WITHIN_MS, answer, () => new Error(`no answer within ${ANSWER_WITHIN_MS} ms`));
}
