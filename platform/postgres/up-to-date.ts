import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { MigrationSource } from './migration-source.ts';

// Which sources have nothing left to do. Most starts migrate nothing, and find it out here by two statements for all
// sources in place of five for each.

/** The table of what was applied. */
export function historyOf({ schema, name }: MigrationSource): string {
  return `${schema}.migrations_${name}`;
}

/** Those of whose scripts all were applied as they are now, and no others. Says nothing against the rest. */
export async function upToDate(
  client: pg.ClientBase,
  sources: readonly MigrationSource[],
): Promise<ReadonlySet<MigrationSource>> {
  const applied = await appliedTo(client, sources);
  const found = new Set<MigrationSource>();
  for (const source of sources) {
    const scripts = await scriptsIn(source.folder);
    if (scripts.length > 0 && scripts.join('\n') === applied.get(historyOf(source))?.join('\n')) found.add(source);
  }
  return found;
}

/** Version and checksum of each script that was applied, in order, by history. */
async function appliedTo(
  client: pg.ClientBase,
  sources: readonly MigrationSource[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const there = await client.query<{ history: string }>(
    'select history from unnest($1::text[]) history where to_regclass(history) is not null',
    [sources.map(historyOf)],
  );
  const applied = new Map<string, string[]>(there.rows.map(({ history }) => [history, []]));
  if (applied.size === 0) return applied;
  // Version 0 stands for the empty schema.
  const reads = [...applied.keys()].map(
    (history) => `select '${history}' history, version, md5 from ${history} where version > 0`,
  );
  const { rows } = await client.query<{ history: string; version: string; md5: string | null }>(
    `${reads.join(' union all ')} order by version`,
  );
  for (const { history, version, md5 } of rows) applied.get(history)?.push(`${version} ${md5}`);
  return applied;
}

/** The same of the scripts that are there. */
async function scriptsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    // For the migration itself to complain of.
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const scripts = names
    .filter((name) => name.endsWith('.sql'))
    .sort((left, right) => versionOf(left) - versionOf(right));
  return Promise.all(
    scripts.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return `${versionOf(name)} ${createHash('md5').update(text).digest('hex')}`;
    }),
  );
}

function versionOf(script: string): number {
  return Number(script.split('.')[0]);
}
