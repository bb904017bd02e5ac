import { join } from 'node:path';
import { packageRoot } from '../../platform/lifecycle/package-root.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { MigrationSource } from '../../platform/postgres/migration-source.ts';
import type { Module } from '../../platform/rpc/module.ts';
import type { Databases } from './databases.ts';
import { PROJECTIONS, VIEW_SCHEMA } from './projections.ts';
import type { ModuleName } from './room-names.ts';

/** Schemas that belong to the host and its processes rather than to a module. */
export const PROCESS_SCHEMA = 'process';
export const CHECKOUT_SCHEMA = 'checkout';
export const GATEWAY_SCHEMA = 'gateway';
export const BROKER_SCHEMA = 'broker';

/** Brings the schema of every module that runs here, and the host's own, to their newest version. */
export async function migrateAll(
  databases: Pick<Databases, 'reportPoolOf'>,
  modules: ReadonlyMap<ModuleName, Module>,
  { withProcesses }: { readonly withProcesses: boolean },
): Promise<void> {
  const sources = migrationSources(modules, { withProcesses });
  const pools = new Set(sources.map(({ schema }) => databases.reportPoolOf(schema)));
  for (const pool of pools) {
    const own = sources.filter(({ schema }) => databases.reportPoolOf(schema) === pool);
    await migrate(pool, own);
  }
}

/** Modules that have events of before the log which views are fed from: those are told once the log is there. */
const WITH_HISTORY: ReadonlySet<ModuleName> = new Set(['order', 'inventory', 'payment', 'wallet']);

/** What `migrateAll` applies, in this order. */
export function migrationSources(
  modules: ReadonlyMap<ModuleName, Module>,
  { withProcesses }: { readonly withProcesses: boolean },
): readonly MigrationSource[] {
  const root = packageRoot();
  const source = (schema: string, name: string, ...folder: string[]): MigrationSource => ({
    schema,
    name,
    folder: join(root, ...folder, 'migrations'),
  });
  const messaging = (schema: string, name: string): MigrationSource => ({
    schema,
    name,
    folder: join(root, 'platform', 'messaging', 'migrations', name),
  });
  const projections = (schema: string, name: string, folder: string): MigrationSource => ({
    schema,
    name,
    folder: join(root, 'platform', 'projections', 'migrations', folder),
  });
  const sources: MigrationSource[] = [];
  for (const [room, { name: schema, eventStore }] of modules) {
    sources.push(source(schema, 'module', 'modules', room), messaging(schema, 'outbox'));
    if (eventStore !== undefined) sources.push(source(schema, 'events', 'platform', 'eventstore'));
    sources.push(projections(schema, 'view_feed', 'log'));
    if (WITH_HISTORY.has(room)) {
      sources.push({ schema, name: 'history', folder: join(root, 'modules', room, 'migrations', 'history') });
    }
  }
  sources.push(messaging(BROKER_SCHEMA, 'broker'));
  if (withProcesses) {
    sources.push(source(PROCESS_SCHEMA, 'saga', 'platform', 'saga'), messaging(PROCESS_SCHEMA, 'inbox'));
    sources.push(source(CHECKOUT_SCHEMA, 'checkout', 'processes', 'checkout'));
    sources.push(messaging(CHECKOUT_SCHEMA, 'inbox'), messaging(CHECKOUT_SCHEMA, 'outbox'));
    sources.push(source(GATEWAY_SCHEMA, 'idempotency', 'platform', 'idempotency'));
    sources.push(source(GATEWAY_SCHEMA, 'operators', 'platform', 'operators'));
    sources.push(source(GATEWAY_SCHEMA, 'audit', 'views', 'audit'));
    sources.push(projections(VIEW_SCHEMA, 'projections', 'views'));
    for (const { name } of PROJECTIONS) sources.push(source(VIEW_SCHEMA, `view_${name}`, 'views', name));
  }
  return sources;
}
