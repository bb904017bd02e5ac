import { createServer, type ServerResponse } from 'node:http';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { accept, acceptIntoSale, BATCH, checkOut, type HandOrder, LANES } from '../hand-written.ts';
import { databaseOf } from './database-of.ts';

// The hand-written batch behind a bare node:http server: the least that an order can cost which comes by HTTP and leaves
// the rows that the product leaves. It checks nothing and describes nothing. Its argument is a running shop's data directory;
// with `sale` behind it, it takes orders of a sale in and leaves their checkouts for later.

interface Arrived {
  readonly order: HandOrder;
  readonly response: ServerResponse;
}

const arrived: Arrived[] = [];
const accepted: HandOrder[] = [];
const saleId = process.argv[3] === 'sale' ? newId() : undefined;
let accepting = false;
let lanes = 0;
let completed = 0;

const database = await databaseOf(process.argv[2] ?? '', LANES + 1);

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ completed }));
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const { customer_id: customer, items } = JSON.parse(body) as Body;
    arrived.push({ order: { id: newId(), sku: items?.[0]?.product_id ?? '', customer }, response });
    if (accepting) return;
    accepting = true;
    // What arrives in one turn of the event loop is one batch.
    setImmediate(() => void acceptAll());
  });
});

interface Body {
  readonly customer_id: string;
  readonly items?: readonly { readonly product_id: string }[];
}

async function acceptAll(): Promise<void> {
  while (arrived.length > 0) {
    const batch = arrived.splice(0, BATCH);
    const orders = batch.map(({ order }) => order);
    await (saleId === undefined ? accept(database, orders) : acceptIntoSale(database, saleId, orders));
    for (const { order, response } of batch) answer(order, response);
    if (saleId !== undefined) continue;
    accepted.push(...orders);
    while (lanes < LANES && accepted.length > 0) void checkOutSome();
  }
  accepting = false;
}

async function checkOutSome(): Promise<void> {
  lanes += 1;
  while (accepted.length > 0) {
    const batch = accepted.splice(0, BATCH);
    await checkOut(database, batch);
    completed += batch.length;
  }
  lanes -= 1;
}

function answer({ id, sku, customer }: HandOrder, response: ServerResponse): void {
  const price = { amount: '10.00', currency: 'GBP' };
  const document = JSON.stringify({
    id,
    status: 'PENDING',
    saga_id: id,
    customer_id: customer,
    items: [{ product_id: sku, sku, name: sku, quantity: 1, unit_price: price, subtotal: price }],
    total: price,
    created_at: new Date().toISOString(),
  });
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(document) });
  response.end(document);
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
