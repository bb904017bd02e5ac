import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SOLD } from '../peer.ts';
import { medusaShopper } from './checkout.ts';

// A shop that knows nothing but the calls of a checkout, and is asked to complete carts in the way that a test wants.

type Said = readonly [status: number, body: object];

const CONFLICT: Said = [409, { type: 'invalid_state_error', message: 'The request conflicted' }];
const ORDER: Said = [200, { type: 'order', order: { id: 'order_1' } }];

let server: Server | undefined;
const asked: string[] = [];

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  asked.length = 0;
});

async function checkOut(completions: readonly Said[]): Promise<string> {
  const left = [...completions];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const [status, body] = path.endsWith('/complete')
      ? (left.shift() ?? CONFLICT)
      : ([200, { cart: { id: 'cart_1' }, payment_collection: { id: 'pay_1' } }] as const);
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const products = { plenty: 'variant_1', scarce: 'variant_2' };
  return medusaShopper({ peer: 'medusa', origins: [`http://127.0.0.1:${port}`], products, keys: {} }, 0)('plenty');
}

describe('a checkout at Medusa', () => {
  it('is sold after seven calls', async () => {
    expect(await checkOut([ORDER])).toBe(SOLD);
    expect(asked).toHaveLength(7);
  });

  it('is completed again after a conflict, three times at the most', async () => {
    expect(await checkOut([CONFLICT, CONFLICT, ORDER])).toBe(SOLD);
    server?.close();
    expect(await checkOut([CONFLICT, CONFLICT, CONFLICT, ORDER])).toBe(
      '409 invalid_state_error The request conflicted',
    );
  });

  it('is not sold where the cart is answered in place of an order, and says why without an id', async () => {
    const message = 'No stock of variant_01M8MB8WMNT9J784X2TN0ZPK2Q';
    const error = { type: 'not_allowed', message };
    expect(await checkOut([[200, { type: 'cart', error }]])).toBe('200 not_allowed No stock of (id)');
  });
});
