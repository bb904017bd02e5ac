import { createServer } from 'node:http';

// The yardstick: what a bare node:http server answers to the POST of an order. It reads the body, parses it and answers
// a fixed 201; it keeps nothing.

const ANSWER = JSON.stringify({
  id: '01990000-0000-7000-8000-000000000000',
  status: 'PENDING',
  saga_id: '01990000-0000-7000-8000-000000000000',
  customer_id: 'bench',
  items: [{ product_id: 'p', sku: 'p', name: 'p', quantity: 1, unit_price: { amount: '1.00', currency: 'GBP' } }],
  total: { amount: '1.00', currency: 'GBP' },
  created_at: '2026-01-01T00:00:00.000Z',
});

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    JSON.parse(body);
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': ANSWER.length });
    response.end(ANSWER);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
