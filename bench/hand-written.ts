import type pg from 'pg';
import { newId } from '../platform/lifecycle/new-id.ts';

// The checkout as a person would write it who has nothing else to do: the rows of the write side that the product writes,
// in as many transactions, a batch at a time, without HTTP, doors, deciders, an engine, logs for views and views. What the
// product reaches of this is what its structure costs.

/** Orders in a batch at the most, and batches at once. */
export const BATCH = 256;
export const LANES = 4;

export interface HandOrder {
  readonly id: string;
  readonly sku: string;
  readonly customer: string;
}

/** SQL by step; $1 is the batch as JSON. Each inner list is one transaction. */
const ORDERS = `json_to_recordset($1::json) as o (id uuid, sku text, customer text)`;
const COMPLETED = (step: string): string =>
  `jsonb_build_object('event', 'step_completed', 'step', '${step}', 'attempt', 1, 'error', '', 'atMs', 1)`;
const LOG = (sequence: number, event: string, step: string, ...more: readonly string[]): string =>
  `insert into process.saga_log select o.id, ${sequence}, now(), '${event}', '${step}', 1, '', '0af7651916cd43dd8448eb211c80319c', ${
    more.length === 0 ? 'null::jsonb' : `jsonb_build_array(${more.map(COMPLETED).join(', ')})`
  } from ${ORDERS}`;

const LINES = `jsonb_build_array(jsonb_build_object('productId', o.sku, 'sku', o.sku, 'name', 'Bench ' || o.sku, 'quantity', 1, 'unitPriceMinor', 1000, 'stocked', true))`;

const STEPS: readonly (readonly string[])[] = [
  [
    `insert into process.sagas select o.id, 'hand-written', o.id::text, 'in_progress', jsonb_build_object('orderId', o.id, 'customerId', o.customer, 'lines', ${LINES}), '0af7651916cd43dd8448eb211c80319c', 'bench', now(), null, 1 from ${ORDERS}`,
  ],
  [
    `insert into ordering.orders select o.id, o.id, o.customer, 'PENDING', '', '', 'GBP', 1000, 'card', ${LINES}, jsonb_build_array(jsonb_build_object('status', 'PENDING', 'atMs', 1)), '', 1 from ${ORDERS}`,
  ],
  [`select active from customer.customers where customer_id in (select o.customer from ${ORDERS})`],
  [
    `select amount_minor from pricing.prices where price_list = 'retail' and product_id in (select o.sku from ${ORDERS})`,
  ],
  [
    `select warehouses from inventory.shelves where sku in (select o.sku from ${ORDERS}) order by sku for update`,
    `update inventory.shelves s set version = s.version + 1, warehouses = jsonb_set(s.warehouses, '{0,reserved}', to_jsonb((s.warehouses -> 0 ->> 'reserved')::int + n.units)) from (select o.sku, count(*)::int as units from ${ORDERS} group by o.sku) n where n.sku = s.sku`,
    `insert into inventory.holds select o.id, 'held', now() + interval '30 minutes', false, jsonb_build_array(jsonb_build_object('sku', o.sku, 'warehouse', 'main', 'quantity', 1)), 1 from ${ORDERS}`,
  ],
  [
    `insert into payment.sandbox_charges select o.id, 'authorised', 'card', 'GBP', 1000, 0, 0, '', '[]', 1 from ${ORDERS}`,
  ],
  [`insert into payment.payments select o.id, 'authorised', 'card', 'GBP', 1000, 0, 0, '', '[]', 1, 1 from ${ORDERS}`],
  [LOG(1, 'started', '', 'place order', 'check customer and prices', 'reserve stock', 'authorise payment')],
  [`update inventory.holds h set status = 'confirmed', version = 2 from ${ORDERS} where h.hold_id = o.id`],
  [LOG(6, 'step_completed', 'confirm stock')],
  [
    `select 1 from payment.sandbox_charges where payment_id in (select o.id from ${ORDERS}) order by payment_id for update`,
    `update payment.sandbox_charges c set status = 'captured', captured_minor = 1000, version = 2 from ${ORDERS} where c.payment_id = o.id`,
  ],
  [
    `update payment.payments p set status = 'captured', captured_minor = 1000, provider_version = 2, version = 2 from ${ORDERS} where p.payment_id = o.id`,
  ],
  [
    `update ordering.orders t set status = 'CONFIRMED', version = 2, timeline = t.timeline || jsonb_build_array(jsonb_build_object('status', 'RESERVED', 'atMs', 2), jsonb_build_object('status', 'PAID', 'atMs', 3), jsonb_build_object('status', 'CONFIRMED', 'atMs', 4)) from ${ORDERS} where t.order_id = o.id`,
  ],
  [
    LOG(7, 'step_completed', 'capture payment', 'confirm order'),
    `update process.sagas s set status = 'completed', ended_at = now(), version = 2 from ${ORDERS} where s.saga_id = o.id`,
  ],
];

/** Runs batches in some lanes for a while. Answers completed orders a second. */
export async function runHandWritten(pool: pg.Pool, skus: readonly string[], durationMs: number): Promise<number> {
  const startedMs = performance.now();
  let completed = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startedMs < durationMs) {
      const batch = Array.from({ length: BATCH }, (_, index): HandOrder => {
        const place = (completed + index) % skus.length;
        return { id: newId(), sku: skus[place] ?? '', customer: `bench-${place}` };
      });
      await accept(pool, batch);
      await checkOut(pool, batch);
      completed += BATCH;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return completed / ((performance.now() - startedMs) / 1_000);
}

/** Makes orders durable: their sagas have begun. */
export function accept(pool: pg.Pool, orders: readonly HandOrder[]): Promise<void> {
  return run(pool, orders, 0, 1);
}

const INTO_SALE = `with o as (select * from ${ORDERS}),
  claimed as (insert into sale.claims select o.id, $2::text, o.customer, 1, 'claimed', now(), 1 from o),
  counted as (insert into sale.buyers as b select $2::uuid, o.customer, count(*)::int, 1 from o group by o.customer order by o.customer on conflict (sale_id, customer_id) do update set units = b.units + excluded.units, version = b.version + 1)
  insert into process.sagas select o.id, 'hand-written', o.id::text, 'in_progress', jsonb_build_object('orderId', o.id, 'customerId', o.customer, 'sku', o.sku, 'quantity', 1), '0af7651916cd43dd8448eb211c80319c', 'bench', now(), null, 1 from o`;

/** The least that an order of a sale leaves before it is answered: a claim, the units of its buyer, and what its checkout begins from. */
export async function acceptIntoSale(pool: pg.Pool, saleId: string, orders: readonly HandOrder[]): Promise<void> {
  await pool.query({ name: 'hand sale', text: INTO_SALE, values: [JSON.stringify(orders), saleId] });
}

/** All that comes after. */
export function checkOut(pool: pg.Pool, orders: readonly HandOrder[]): Promise<void> {
  return run(pool, orders, 1, STEPS.length);
}

async function run(pool: pg.Pool, orders: readonly HandOrder[], from: number, to: number): Promise<void> {
  const batch = JSON.stringify(orders);
  for (const [index, statements] of STEPS.slice(from, to).entries()) {
    const place = from + index;
    const client = await pool.connect();
    try {
      // Queued in order, awaited together: they travel in one round trip.
      const sent: Promise<unknown>[] = statements.length === 1 ? [] : [client.query('begin')];
      for (const [index, text] of statements.entries()) {
        sent.push(client.query({ name: `hand ${place}.${index}`, text, values: [batch] }));
      }
      if (statements.length > 1) sent.push(client.query('commit'));
      await Promise.all(sent);
    } finally {
      client.release();
    }
  }
}
