import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { openDatabase } from './database.ts';
import { MigrationFailed, migrate, requireSupported } from './migrate.ts';
import { upToDate } from './up-to-date.ts';

let database: TestDatabase;
let pools: [pg.Pool, pg.Pool];
let root: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pools = [openDatabase({ url: database.url, poolSize: 2 }), openDatabase({ url: database.url, poolSize: 2 })];
  root = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
  await rm(root, { recursive: true });
});

/** A folder with these scripts, numbered from 1. */
async function folderOf(name: string, ...scripts: readonly string[]): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const [index, script] of scripts.entries()) {
    await writeFile(join(folder, `${String(index + 1).padStart(4, '0')}.do.step.sql`), script);
  }
  return folder;
}

async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await pools[0].query<{ name: string }>(
    'select table_name as name from information_schema.tables where table_schema = $1 order by 1',
    [schema],
  );
  return rows.map(({ name }) => name);
}

describe('migrating', () => {
  it('brings a schema up to date, script by script, and finds nothing left to do', async () => {
    const folder = await folderOf('plain', 'create table one (id int); insert into one values (1);');
    const source = { schema: 'plain', name: 'core', folder };
    await migrate(pools[0], [source]);
    await folderOf('plain', 'create table one (id int); insert into one values (1);', 'alter table one add two int;');
    await migrate(pools[0], [source]);
    await migrate(pools[0], [source]);
    const { rows } = await pools[0].query('select * from plain.one');
    expect(rows).toEqual([{ id: 1, two: null }]);
  });

  it('knows what is up to date: every script that is there was applied as it is, and no other', async () => {
    const client = await pools[0].connect();
    const folder = await folderOf('known', 'create table one (id int);', 'create table two (id int);');
    const source = { schema: 'known', name: 'core', folder };
    const other = { schema: 'unknown', name: 'core', folder };
    expect(await upToDate(client, [source, other])).toEqual(new Set());
    await migrate(pools[1], [source]);
    expect(await upToDate(client, [other, source])).toEqual(new Set([source]));
    await folderOf('known', 'create table one (id int);', 'create table two (id int);', 'create table three (id int);');
    expect(await upToDate(client, [source])).toEqual(new Set());
    await migrate(pools[1], [source]);
    expect(await upToDate(client, [source])).toEqual(new Set([source]));
    await folderOf('known', 'create table one (id bigint);');
    expect(await upToDate(client, [source])).toEqual(new Set());
    await expect(migrate(pools[1], [source])).rejects.toThrow(MigrationFailed);
    client.release();
  });

  it('happens once when two hosts start at once', async () => {
    const folder = await folderOf(
      'race',
      'create table once (id int); select pg_sleep(0.05);',
      'insert into once values (1);',
    );
    const sources = ['race_a', 'race_b'].map((schema) => ({ schema, name: 'core', folder }));
    await Promise.all([migrate(pools[0], sources), migrate(pools[1], sources.toReversed())]);
    const { rows } = await pools[0].query(
      'select (select count(*)::int from race_a.once) a, (select count(*)::int from race_b.once) b',
    );
    expect(rows).toEqual([{ a: 1, b: 1 }]);
  });

  it('leaves nothing of a source whose script fails, and says which', async () => {
    const good = await folderOf('good', 'create table good (id int);');
    const bad = await folderOf('bad', 'create table bad (id int);', 'create table bad (id int);');
    const sources = [
      { schema: 'before', name: 'core', folder: good },
      { schema: 'broken', name: 'core', folder: bad },
    ];
    await expect(migrate(pools[0], sources)).rejects.toThrow(
      /^schema broken could not be migrated \(core\): .*already exists/,
    );
    expect(await tablesOf('broken')).toEqual([]);
    expect(await tablesOf('before')).toContain('good');
    // The next host is not kept waiting, and neither is this one.
    await folderOf('bad', 'create table bad (id int);', 'create table worse (id int);');
    await migrate(pools[1], sources);
    expect(await tablesOf('broken')).toEqual(['bad', 'migrations_core', 'worse']);
  });

  it('says what a user needs who may not create schemas', async () => {
    const folder = await folderOf('forbidden', 'create table one (id int);');
    await pools[0].query('create role "no rights"');
    const url = new URL(database.url);
    url.searchParams.set('options', '-c role=no\\ rights');
    const pool = openDatabase({ url: url.href, poolSize: 1 });
    try {
      const refused = migrate(pool, [{ schema: 'forbidden', name: 'core', folder }]);
      await expect(refused).rejects.toThrow(
        /^schema forbidden could not be migrated \(core\): permission denied for database .*GRANT CREATE ON DATABASE "\w+" TO "no rights"$/,
      );
    } finally {
      await pool.end();
      await pools[0].query('drop role "no rights"');
    }
  });

  it('refuses a script that was changed after it was applied', async () => {
    const source = { schema: 'changed', name: 'core', folder: await folderOf('changed', 'create table one (id int);') };
    await migrate(pools[0], [source]);
    await folderOf('changed', 'create table one (id bigint);');
    await expect(migrate(pools[0], [source])).rejects.toBeInstanceOf(MigrationFailed);
  });

  it('keeps two sources of one schema apart', async () => {
    const one = await folderOf('one', 'create table one (id int);');
    const two = await folderOf('two', 'create table two (id int);');
    await migrate(pools[0], [
      { schema: 'shared', name: 'one', folder: one },
      { schema: 'shared', name: 'two', folder: two },
    ]);
    expect(await tablesOf('shared')).toEqual(['migrations_one', 'migrations_two', 'one', 'two']);
  });

  it.each(['with spaces', 'with [brackets]', 'with {braces}', 'with (round) ones', 'wh*t? !(no)'])(
    'finds its scripts in a folder %s',
    async (name) => {
      const schema = `folder_${name.replace(/[^a-z]/g, '_')}`;
      await migrate(pools[0], [{ schema, name: 'core', folder: await folderOf(name, 'create table found (id int);') }]);
      expect(await tablesOf(schema)).toEqual(['found', 'migrations_core']);
    },
  );

  it('fails where there is nothing to apply: a folder that is missing from a build', async () => {
    const nowhere = migrate(pools[0], [{ schema: 'nowhere', name: 'core', folder: join(root, 'nowhere') }]);
    await expect(nowhere).rejects.toBeInstanceOf(MigrationFailed);
    expect(await tablesOf('nowhere')).toEqual([]);
  });

  it('says what happened when the connection is cut meanwhile, and the next one goes on', async () => {
    const folder = await folderOf('cut', 'create table cut (id int); select pg_terminate_backend(pg_backend_pid());');
    const source = { schema: 'cut', name: 'core', folder };
    await expect(migrate(pools[0], [source])).rejects.toThrow(/^schema cut could not be migrated \(core\): .*terminat/);
    await folderOf('cut', 'create table cut (id int);');
    await migrate(pools[0], [source]);
    expect(await tablesOf('cut')).toContain('cut');
  });

  it('survives a connection that ends between two statements, and does not use it again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    let isClosed: Promise<unknown> | undefined;
    // As the driver tells it, once it has been lent. Without a listener this ends the process.
    pool.once('acquire', (client) => {
      isClosed = new Promise<void>((resolve) => client.once('end', () => resolve()));
      setImmediate(() => client.emit('error', new Error('terminating connection due to administrator command')));
    });
    const folder = await folderOf('between', 'create table between_two (id int);');
    await migrate(pool, [{ schema: 'between_two', name: 'core', folder }]);
    expect(pool.totalCount).toBe(0);
    // The database is not dropped under a connection that is still closing.
    await isClosed;
    await pool.end();
  });

  it.each([
    ['140011', /runs PostgreSQL 14; Holdfast needs 15 or newer: upgrade it, or unset DATABASE_URL/],
    ['90624', /runs PostgreSQL 9;/],
    ['', /did not say which version/],
  ])('refuses a server of version %s before it changes anything', (version, message) => {
    expect(() => requireSupported(version)).toThrow(MigrationFailed);
    expect(() => requireSupported(version)).toThrow(message);
  });

  it.each(['150000', '180004'])('takes a server of version %s', (version) =>
    expect(requireSupported(version)).toBeUndefined(),
  );
});
