import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import { logEvents } from '../../platform/projections/event-log.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { migrationSources } from './migrations.ts';
import { PROJECTIONS, VIEW_SCHEMA, VIEWED_TYPES } from './projections.ts';
import { buildModule } from './testing/module-histories.ts';
import { anyHistory, expectViewsToShow, PlayedModules, type Request, VIEWED } from './testing/played-views.ts';

// Databases of the version before views, and of the version that logged only what happened from its day on.

const HISTORIES = 24;
const SEED = 11;

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

const modules = new Map(VIEWED.map((name) => [name, buildModule(name)]));
const sources = migrationSources(modules, { withProcesses: true });

/** What chance makes too seldom: a payment that is given back in two parts, the second of them late, and a declined one. */
function seldom(): Request[] {
  const paymentId = randomUUID();
  const calls = [
    payment.authorise({ paymentId, amountMinor: 300, currency: 'GBP', method: 'card' }),
    payment.capture({ paymentId }),
    payment.refund({ paymentId, refundId: 'first', amountMinor: 100 }),
    payment.refund({ paymentId, refundId: 'second', amountMinor: 200 }),
    payment.authorise({ paymentId: randomUUID(), amountMinor: 50_001, currency: 'GBP', method: 'card' }),
  ];
  const placed = ordering.placeOrder({
    ...{ orderId: paymentId, sagaId: paymentId, customerId: 'ann', currency: 'GBP', totalMinor: 300 },
    ...{ paymentMethod: 'card', coupon: '', discountMinor: 0, storeCreditMinor: 0 },
    lines: [{ productId: 'mug', sku: 'MUG', name: 'Mug', quantity: 1, unitPriceMinor: 300, stocked: true }],
  });
  return [placed, ...calls].map(({ method, request }) => ({ path: method.path, request }));
}

/** Several random histories, each with orders, payments and SKUs of its own. */
function pastHistories(): Request[][] {
  return fc.sample(anyHistory, { numRuns: HISTORIES, seed: SEED }).map((requests, index) => {
    const own = String(100 + index);
    return requests.map(({ path, request }) => {
      const text = JSON.stringify(request)
        .replaceAll('-7000-8000-', `-7000-8${own}-`)
        .replaceAll(/"(MUG|TEAPOT)"/g, `"$1-${own}"`)
        .replaceAll(/"(sale-.)"/g, `"$1-${own}"`);
      return { path, request: JSON.parse(text) as unknown };
    });
  });
}

const query = async <Row>(text: string, values: readonly unknown[] = []) =>
  (await pool.query(text, [...values])).rows as Row[];

function countOf(schema: string): Promise<number> {
  return pool
    .query<{ count: number }>(`select count(*) from ${schema}.view_feed`)
    .then(({ rows }) => rows[0]?.count ?? 0);
}

describe('the history of before views', () => {
  it.each([
    ['nothing was logged', 0],
    ['half of it was logged', 0.5],
    ['all of it was logged', 1],
  ])('is shown as the modules hold it, where %s', async (_case, logged) => {
    const without = sources.filter(({ name }) => name !== 'history' && (logged > 0 || name !== 'view_feed'));
    await migrate(pool, without);
    const everything = logEvents(randomUUID, VIEWED_TYPES);
    // No version logged what happens to wallets without having told their history first.
    let keep = logEvents(randomUUID, new Set([...VIEWED_TYPES].filter((type) => !type.startsWith('wallet.'))));
    let isLogged = logged === 1;
    const storeOf = (schema: string) => new PostgresStore(pool, schema);
    const played = new PlayedModules(
      storeOf,
      () => ({ query }),
      (transaction, events) => isLogged && keep(transaction, events),
    );
    const past = [seldom(), ...pastHistories()];
    for (const requests of past) await played.play(requests.slice(0, Math.ceil(requests.length / 2)));
    isLogged = logged > 0;
    for (const requests of past) await played.play(requests.slice(Math.ceil(requests.length / 2)));
    const projections = played.projections(new PostgresStore(pool, VIEW_SCHEMA));
    // Views that have been fed already, with what was there.
    if (logged > 0) for (const { name } of PROJECTIONS) await projections.turn(name);

    await migrate(pool, sources);
    for (const { name } of PROJECTIONS) for (let turn = 0; turn < 10; turn++) await projections.turn(name);
    await expectViewsToShow(played, projections);
    const statuses = (await played.rows('order', 'orders')).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['PENDING', 'CONFIRMED', 'CANCELLED', 'WITHDRAWN']));
    const paid = (await played.rows('payment', 'payments')).map(({ status }) => status);
    expect(new Set(paid)).toEqual(
      new Set(['authorised', 'declined', 'voided', 'captured', 'partially_refunded', 'refunded']),
    );

    isLogged = true;
    keep = everything;
    for (const requests of past) await played.play(requests);
    for (const { name } of PROJECTIONS) for (let turn = 0; turn < 10; turn++) await projections.turn(name);
    await expectViewsToShow(played, projections);
  });

  it.each(VIEWED)('of %s is told once', async (name) => {
    await migrate(pool, sources);
    const played = new PlayedModules(
      (schema) => new PostgresStore(pool, schema),
      () => ({ query }),
      () => false,
    );
    for (const requests of pastHistories()) await played.play(requests);
    const { name: schema } = buildModule(name);
    const folder = join('modules', name, 'migrations', 'history');
    const [file] = await readdir(folder);
    const script = await readFile(join(folder, String(file)), 'utf8');
    const tell = () => pool.query(`begin; set local search_path to ${schema}; ${script}; commit`);
    await tell();
    const told = await countOf(schema);
    expect(told).toBeGreaterThan(0);
    await tell();
    expect(await countOf(schema)).toBe(told);
  });
});
