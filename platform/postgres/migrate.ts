import type pg from 'pg';
import Postgrator from 'postgrator';
import { present } from '../kernel/assert.ts';
import type { MigrationSource } from './migration-source.ts';
import { historyOf, upToDate } from './up-to-date.ts';

// Forward-only migrations, one history per schema and source. Safe when several hosts start at once: they queue on one
// advisory lock, and whoever comes later finds nothing left to do. A schema's migrations are applied in one
// transaction, so a failing one leaves nothing half done.

/** Arbitrary, but the same in every version of the product: the name of the queue. */
const MIGRATION_LOCK = 7_205_118_442;

/** SQLSTATE insufficient_privilege. */
const NO_RIGHT = '42501';

/** The oldest server whose SQL the product relies on. */
const OLDEST_VERSION = 15;

/** The database is not one that the product can run on, or a migration failed. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}

/** Brings every source's schema to its newest version. */
export async function migrate(pool: pg.Pool, sources: readonly MigrationSource[]): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A checked-out client whose connection the server ends between two statements has no other listener, and would end
  // the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { version, user, name } = await serverOf(client);
    requireSupported(version);
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await upToDate(client, sources);
    for (const source of sources) if (!done.has(source)) await migrateOne(client, source, { user, name });
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    // A connection that failed is closed: that ends its transaction and gives the lock back, even where it cannot be asked to.
    client.release(broken);
  }
}

interface DatabaseOfUser {
  readonly user: string;
  readonly name: string;
}

async function migrateOne(client: pg.PoolClient, source: MigrationSource, database: DatabaseOfUser): Promise<void> {
  const { schema, name, folder } = source;
  const migrator = new Postgrator({
    driver: 'pg',
    migrationPattern: `${escapeGlob(folder)}/*.sql`,
    schemaTable: historyOf(source),
    execQuery: (query) => client.query(query),
    execSqlScript: async (script) => {
      await client.query(script);
    },
  });
  try {
    if ((await migrator.getMigrations()).length === 0) throw new Error(`there are no migrations in ${folder}`);
    await client.query('begin');
    await client.query(`create schema if not exists ${schema}`);
    await client.query(`set local search_path to ${schema}`);
    await migrator.migrate();
    await client.query('commit');
  } catch (error) {
    const detail = (error as Error).message;
    const remedy = (error as { code?: string }).code === NO_RIGHT ? `. ${rightsOf(database)}` : '';
    throw new MigrationFailed(`schema ${schema} could not be migrated (${name}): ${detail}${remedy}`, { cause: error });
  }
}

function rightsOf({ user, name }: DatabaseOfUser): string {
  return (
    `User ${user} has to own Holdfast's schemas in database ${name} and may have to create them: ` +
    `let its owner run GRANT CREATE ON DATABASE ${quoted(name)} TO ${quoted(user)}`
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The version as PostgreSQL numbers it, who asks, and in which database. */
async function serverOf(client: pg.PoolClient): Promise<DatabaseOfUser & { readonly version: string }> {
  const { rows } = await client.query<{ version: string; user: string; name: string }>(
    `select current_setting('server_version_num') as version, current_user as user, current_database() as name`,
  );
  return present(rows[0], 'what the server says of itself');
}

/** Takes a version as PostgreSQL numbers it: "150003" is 15.3. */
export function requireSupported(versionNumber: string): void {
  const version = Math.floor(Number(versionNumber) / 10_000);
  if (version >= OLDEST_VERSION) return;
  const found =
    version > 0 ? `the database runs PostgreSQL ${version}` : 'the database did not say which version it runs';
  throw new MigrationFailed(
    `${found}; Holdfast needs ${OLDEST_VERSION} or newer: upgrade it, or unset DATABASE_URL to use the embedded server`,
  );
}

/** Folders may have brackets, braces or spaces in their path; none of them is a pattern. */
function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!]/g, '\\$&');
}
