import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { doorsOf, LocalModule } from '../../platform/rpc/local-module.ts';
import type { Reader } from '../../platform/rpc/module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { payment } from './contract.ts';
import { paymentModule, sandboxProvider } from './module.ts';
import { authorise, capture, PAY_1, PAY_2, PAY_3, refund, voiding } from './testing/steps.ts';

// What the memory store cannot show: the SQL of the audit, the sandbox's ledger beside our rows, and two hosts.

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let reader: Reader;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  const folder = fileURLToPath(new URL('migrations/', import.meta.url));
  await migrate(pool, [{ schema: 'payment', name: 'payment', folder }]);
  reader = {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
  };
});

beforeEach(async () => {
  await pool.query('truncate payment.payments, payment.sandbox_charges');
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A host of its own, with its own way to the one provider. */
function host() {
  const store = new PostgresStore(pool, 'payment');
  const clock = new FakeClock();
  const provider = sandboxProvider({ store, clock, random: () => 0.5 });
  const local = new LocalModule(paymentModule({ provider }), { store, reader, clock, record: () => false });
  return <Reply>(call: Call<unknown, Reply>): Promise<Reply> => doorsOf([local]).call(call);
}

async function differences(): Promise<unknown[]> {
  const { payments } = await host()(payment.auditPayments({ afterPaymentId: '', limit: 1000 }));
  return payments.filter(({ ours, theirs }) => {
    const facts = (side: typeof ours) => JSON.stringify({ ...side, version: 0 });
    return facts(ours) !== facts(theirs);
  });
}

describe('payment on PostgreSQL', () => {
  it('audits ours beside theirs, a page at a time', async () => {
    const ask = host();
    const calls: readonly Call[] = [
      authorise(PAY_1, 5000),
      capture(PAY_1),
      refund(PAY_1, 'refund-1', 2000),
      voiding(PAY_2),
      authorise(PAY_3),
    ];
    for (const call of calls) await ask(call);
    await pool.query('delete from payment.payments where payment_id = $1', [PAY_3]);

    const partly = { status: 'partially_refunded', authorisedMinor: 5000, capturedMinor: 5000, refundedMinor: 2000 };
    expect(await ask(payment.auditPayments({ afterPaymentId: '', limit: 2 }))).toMatchObject({
      payments: [
        { paymentId: PAY_1, ours: partly, theirs: partly },
        { paymentId: PAY_2, ours: { status: 'voided' }, theirs: { status: 'voided' } },
      ],
      more: true,
    });
    const last = await ask(payment.auditPayments({ afterPaymentId: PAY_2, limit: 2 }));
    expect(last).toMatchObject({ payments: [{ paymentId: PAY_3, theirs: { status: 'authorised' } }], more: false });
    expect(last.payments[0]?.ours).toBeUndefined();
  });

  it('agrees with the provider when two hosts are asked at once', async () => {
    const [one, other] = [host(), host()];
    const ids = Array.from({ length: 50 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`);
    const calls: readonly Call[] = ids.flatMap((id) => [authorise(id), voiding(id), capture(id), authorise(id)]);
    await Promise.allSettled(calls.flatMap((call) => [one(call), other(call)]));
    await Promise.all(ids.map((id) => one(voiding(id))));

    expect(await differences()).toEqual([]);
  });

  it.each([
    `'captured', 'card', 'GBP', 100, 101, 0, ''`,
    `'refunded', 'card', 'GBP', 100, 100, 101, ''`,
    `'voided', 'card', 'GBP', 100, 100, 0, ''`,
    `'lost', 'card', 'GBP', 100, 0, 0, ''`,
  ])('refuses a payment that cannot be: %s', async (values) => {
    const insert = pool.query(`insert into payment.payments values ('${PAY_1}', ${values}, '[]', 1, 1)`);

    await expect(insert).rejects.toThrow('violates check constraint');
  });
});
