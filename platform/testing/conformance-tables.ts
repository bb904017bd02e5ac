import {
  bigint,
  boolean,
  instant,
  integer,
  json,
  ledger,
  nullable,
  type RowOf,
  table,
  text,
  uuid,
} from '../store/table.ts';

// The tables that stores are tested with: every type, keys of one and of two parts, rows with and without a version.

export const things = table('things', {
  key: { id: text },
  columns: {
    note: nullable(text),
    amount: bigint,
    small: integer,
    flag: boolean,
    at: nullable(instant),
    data: json<unknown>(),
    more: nullable(json<unknown>()),
    owner: nullable(uuid),
  },
});
export type Thing = RowOf<typeof things>;

export const pairs = table('pairs', { key: { left: text, right: integer }, columns: { amount: bigint } });

export const entries = ledger('entries', { key: { about: uuid, sequence: integer }, columns: { text } });

/** Makes the tables in the current schema. "left" and "right" are words of SQL. */
export const CREATE_CONFORMANCE_TABLES = `
  create table things (id text primary key, note text, amount int8 not null, small int4 not null, flag bool not null,
    at timestamptz, data jsonb not null, more jsonb, owner uuid, version int not null);
  create table pairs ("left" text, "right" int4, amount int8 not null, version int not null,
    primary key ("left", "right"));
  create table entries (about uuid, sequence int4, text text not null, position int8 generated always as identity unique,
    primary key (about, sequence));`;
