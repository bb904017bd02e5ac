import type { Json } from '../testing/shop.ts';
import { get, post, postOnce } from './customer.ts';

// What the host is killed at: the lives that an order can have, each as one request that is repeated until it has been
// answered, and then held against what must have become of it.

export interface Books {
  /** Units that must have left the shelf of the ordinary product for good. */
  sold: number;
  /** Every order that a customer was told of, with the state that it must end in. */
  readonly acknowledged: Map<string, string>;
}

export interface Checkout {
  readonly name: string;
  /** What is done in peace before anything is armed. */
  prepare?(url: string, run: string): Promise<void>;
  /** Sent once while the host may die of it; whatever comes of it. */
  attempt(url: string, run: string): Promise<unknown>;
  /** Repeats the request until it is answered, and waits for its end. @throws when it ended otherwise than it must. */
  settle(url: string, run: string, books: Books): Promise<void>;
}

/** Sold by the hundred thousand, so that nothing but the books limits it. */
export const MUG = 'fault-mug';
const MUG_PRICE = 5;
const CROWD = 12;
const SCARCE = 5;

function order(productId: string, run: string, price?: number): object {
  return {
    customer_id: `customer-${run}`,
    items: [{ product_id: productId, quantity: 1, ...(price ? { price } : {}) }],
  };
}

function must(condition: boolean, what: string, found: unknown): void {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(found)}`);
}

async function placed(url: string, body: object, key: string): Promise<string> {
  const { status, body: answer } = await post(`${url}/orders`, body, key);
  must(status === 201, `order under ${key} was not placed`, answer);
  const again = await post(`${url}/orders`, body, key);
  must(again.body.id === answer.id, `key ${key} is two orders`, [answer.id, again.body.id]);
  return String(answer.id);
}

const ended = (body: Json): boolean => ['CONFIRMED', 'CANCELLED'].includes(String(body.status));

async function endOf(url: string, id: string, books: Books): Promise<Json> {
  const body = await get(`${url}/orders/${id}`, ended);
  books.acknowledged.set(id, String(body.status));
  return body;
}

const paid: Checkout = {
  name: 'paid',
  attempt: (url, run) => postOnce(`${url}/orders`, order(MUG, run, MUG_PRICE), run),
  settle: async (url, run, books) => {
    const body = await endOf(url, await placed(url, order(MUG, run, MUG_PRICE), run), books);
    must(String(body.status) === 'CONFIRMED', 'a paid order was not confirmed', body);
    must(String(body.payment?.captured?.amount) === '5.00', 'a confirmed order was not paid', body.payment);
    books.sold += 1;
  },
};

const declined: Checkout = {
  name: 'declined',
  attempt: (url, run) => postOnce(`${url}/orders`, order('prod_1', run, 600), run),
  settle: async (url, run, books) => {
    const body = await endOf(url, await placed(url, order('prod_1', run, 600), run), books);
    must(String(body.reason) === 'payment_declined', 'a declined order did not end as one', body);
  },
};

const cancelled: Checkout = {
  name: 'cancelled',
  prepare: async (url, run) => {
    const id = await placed(url, order(MUG, run, MUG_PRICE), run);
    await get(`${url}/orders/${id}`, ended);
  },
  attempt: async (url, run) => {
    const id = await placed(url, order(MUG, run, MUG_PRICE), run);
    return postOnce(`${url}/orders/${id}/cancel`, { reason: 'changed my mind' }, `cancel-${run}`);
  },
  settle: async (url, run, books) => {
    const id = await placed(url, order(MUG, run, MUG_PRICE), run);
    const { status } = await post(`${url}/orders/${id}/cancel`, { reason: 'changed my mind' }, `cancel-${run}`);
    must(status === 202, 'a cancellation was not accepted', status);
    const body = await get(`${url}/orders/${id}`, (current) => String(current.status) === 'CANCELLED');
    must(String(body.payment?.refunded?.amount) === '5.00', 'a cancelled order was not refunded', body.payment);
    books.acknowledged.set(id, 'CANCELLED');
  },
};

/** Many at once for too little: whole batches die. */
const crowd: Checkout = {
  name: 'crowd',
  prepare: async (url, run) => {
    const product = { id: `scarce-${run}`, sku: `scarce-${run}`, name: 'Scarce', price: MUG_PRICE, stock: SCARCE };
    const { status } = await post(`${url}/products`, product, `product-${run}`);
    must(status === 201, 'the scarce product was not added', status);
  },
  attempt: (url, run) =>
    Promise.all(members(run).map((key) => postOnce(`${url}/orders`, order(`scarce-${run}`, key), key))),
  settle: async (url, run, books) => {
    const ids = await Promise.all(members(run).map((key) => placed(url, order(`scarce-${run}`, key), key)));
    const bodies = await Promise.all(ids.map((id) => endOf(url, id, books)));
    const confirmed = bodies.filter(({ status }) => String(status) === 'CONFIRMED').length;
    const short = bodies.filter(({ reason }) => String(reason) === 'out_of_stock').length;
    must(confirmed === SCARCE && short === CROWD - SCARCE, 'a crowd did not buy what there was', { confirmed, short });
    const stock = await get(`${url}/inventory/scarce-${run}`, () => true);
    must(Number(stock.available) === 0, 'what was bought is still on the shelf', stock);
  },
};

function members(run: string): string[] {
  return Array.from({ length: CROWD }, (_, index) => `${run}-${index}`);
}

export const CHECKOUTS: readonly Checkout[] = [paid, declined, cancelled, crowd];
