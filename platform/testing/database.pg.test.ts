import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './database.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is empty, or a copy of its template, and gone after drop', async () => {
    const template = await createTestDatabase();
    await query(template.url, 'create table migrated as select 1 as version');
    const [one, two] = await Promise.all([createTestDatabase(template.name), createTestDatabase(template.name)]);
    await query(one.url, 'update migrated set version = 2');
    expect(await query(two.url, 'select version from migrated')).toEqual([{ version: 1 }]);
    await Promise.all([template, one, two].map((database) => database.drop()));
    await expect(query(one.url, 'select 1')).rejects.toThrow(/does not exist/);
  });

  it('is dropped even while a connection is open', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client(database.url);
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await client.end().catch(() => undefined);
  });
});
