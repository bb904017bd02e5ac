import { expect, it } from 'vitest';
import { EXIT_USAGE } from '../command-failed.ts';
import { ShopClient } from '../http/shop-client.ts';
import { listen } from '../testing/listen.ts';
import { fireOrders } from './load.ts';

it('says of an acknowledgement without an order that Holdfast gives none such', async () => {
  const server = await listen((_request, response) => response.writeHead(201).end('<html>'));
  const client = new ShopClient(server.url, 1);
  const order = { key: 'one', customerId: 'c', items: [], manner: 'plain', hangUpAfterMs: 0 } as const;
  await expect(fireOrders(client, [order], 1, () => undefined)).rejects.toMatchObject({
    message: expect.stringContaining('is not Holdfast: its answer to POST /orders is no JSON'),
    exitCode: EXIT_USAGE,
  });
  client.close();
  await server.close();
});
