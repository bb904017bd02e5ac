import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../platform/postgres/database.ts';
import {
  bigint,
  instant,
  json,
  ledger,
  nullable,
  type Table,
  table,
  text,
  uuid,
} from '../../../platform/store/table.ts';
import { createTestDatabase, type TestDatabase } from '../../../platform/testing/database.ts';
import { differences } from './declared-tables.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 1 });
  await pool.query(`
    create schema shop;
    create table shop.parcels (
      depot text not null,
      parcel_id uuid not null,
      weight_grams bigint not null,
      sent_at timestamptz,
      labels jsonb not null,
      version int not null,
      primary key (depot, parcel_id)
    );
    create table shop.journeys (
      journey_id uuid primary key,
      place bigint generated always as identity,
      goal text not null
    )`);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const key = { depot: text, parcelId: uuid };
const columns = { weightGrams: bigint, sentAt: nullable(instant), labels: json<readonly string[]>() };
const journey = { key: { journeyId: uuid }, columns: { goal: text } };

describe('a declared table', () => {
  it.each<[string, Table]>([
    ['keyed', table('parcels', { key, columns })],
    ['append-only, numbered by the database', ledger('journeys', journey)],
  ])('is the one of the database: %s', async (_case, declared) => {
    expect(await differences(pool, 'shop', declared)).toEqual([]);
  });

  const { labels: _, ...withoutLabels } = columns;
  it.each<[string, Table]>([
    ['shop.parcel does not exist', table('parcel', { key, columns })],
    ['shop.parcels has no column colour', table('parcels', { key, columns: { ...columns, colour: text } })],
    ['shop.parcels.labels is not declared', table('parcels', { key, columns: withoutLabels })],
    [
      'shop.parcels.weight_grams is int8 and is declared text',
      table('parcels', { key, columns: { ...columns, weightGrams: text } }),
    ],
    [
      'shop.parcels.sent_at is timestamptz or null and is declared timestamptz',
      table('parcels', { key, columns: { ...columns, sentAt: instant } }),
    ],
    [
      'shop.parcels.weight_grams is int8 and is declared int8 or null',
      table('parcels', { key, columns: { ...columns, weightGrams: nullable(bigint) } }),
    ],
    ['shop.parcels.version is not declared', ledger('parcels', { key, columns })],
    ['shop.journeys has no column version', table('journeys', journey)],
    [
      'shop.parcels has the primary key (depot, parcel_id) and is declared with (parcel_id, depot)',
      table('parcels', { key: { parcelId: uuid, depot: text }, columns }),
    ],
  ])('is told apart from another: %s', async (difference, declared) => {
    expect(await differences(pool, 'shop', declared)).toEqual([difference]);
  });
});
