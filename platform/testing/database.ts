import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

// Databases for tests, on the one server that postgres.setup.ts has started for the run.

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Removes the database, ending the connections that a test has left open. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database, or a copy of the database named by `template`. Nobody may be connected to the template
 * meanwhile: that is PostgreSQL's condition for copying it.
 */
export async function createTestDatabase(template?: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const copied = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`;
  await execute(`create database ${pg.escapeIdentifier(name)}${copied}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: () => execute(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  };
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client(inject('postgresUrl'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
