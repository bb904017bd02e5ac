import type { Readiness } from '../../gateway/dependencies.ts';
import { type Databases, schemaOf } from './databases.ts';
import { BROKER_SCHEMA, GATEWAY_SCHEMA, PROCESS_SCHEMA } from './migrations.ts';
import { MODULE_NAMES, type ModuleName } from './room-names.ts';

// Whether the databases answer. An operator knows a database by what it holds, so it is named by its schemas.

/** `remote` modules keep their schemas elsewhere. */
export async function readiness(
  databases: Pick<Databases, 'pools' | 'poolOf'>,
  remote: Pick<ReadonlySet<ModuleName>, 'has'>,
): Promise<Readiness> {
  const modules = MODULE_NAMES.filter((name) => !remote.has(name)).map(schemaOf);
  const schemas = [...modules, PROCESS_SCHEMA, GATEWAY_SCHEMA, BROKER_SCHEMA];
  const asked = databases.pools.flatMap((pool) => {
    const held = schemas.filter((schema) => databases.poolOf(schema) === pool);
    return held.length === 0 ? [] : [{ pool, name: `database (${held.join(', ')})` }];
  });
  const answers = await Promise.allSettled(asked.map(({ pool }) => pool.query('select 1')));
  const notReady = asked.flatMap(({ name }, index) => (answers[index]?.status === 'rejected' ? [name] : []));
  return { ready: notReady.length === 0, notReady };
}
