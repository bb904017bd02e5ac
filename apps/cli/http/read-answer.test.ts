import { afterEach, describe, expect, it } from 'vitest';
import { EXIT_USAGE } from '../command-failed.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { type Listening, listen } from '../testing/listen.ts';
import { readAudit, readOrder } from './documents.ts';
import { assertReachable } from './read-answer.ts';
import { ShopClient } from './shop-client.ts';

let server: Listening | undefined;
let client: ShopClient | undefined;

/** A server that answers every path with the same, but for these. */
async function talkingTo(text: string, paths: Readonly<Record<string, string>> = {}): Promise<ShopClient> {
  server = await listen((request, response) => response.writeHead(200).end(paths[request.url ?? ''] ?? text));
  client = new ShopClient(server.url, 1);
  return client;
}

afterEach(async () => {
  client?.close();
  await server?.close();
});

const SAYS_WHAT_TO_DO = /Instead, start Holdfast with "npm start", name a running one with --url, or add --own\.$/;

describe('what answers at a URL', () => {
  it('is let pass when it is a shop', async () => {
    const shop = new FakeShop();
    client = new ShopClient(await shop.open(), 1);
    await expect(assertReachable(client)).resolves.toBeUndefined();
    await shop.close();
  });

  it.each([
    ['a page', '<html>', {}, 'its answer to GET /openapi.json is no JSON'],
    ['another service that is alive', '{"status":"ok"}', {}, 'its answer to GET /openapi.json lacks info'],
    [
      'another API',
      '{"status":"ok"}',
      { '/openapi.json': '{"info":{"title":"Petstore"}}' },
      'its /openapi.json is that of "Petstore"',
    ],
  ])('is not taken for Holdfast when it is %s', async (_case, text, paths, why) => {
    const reached = assertReachable(await talkingTo(text, paths));
    await expect(reached).rejects.toMatchObject({
      message: expect.stringContaining(`What answers at ${server?.url} is not Holdfast: ${why}. `),
      exitCode: EXIT_USAGE,
    });
    await expect(reached).rejects.toThrow(SAYS_WHAT_TO_DO);
  });

  it.each([
    ['no JSON', 'hello', 'its answer to GET /audit is no JSON'],
    ['null', 'null', 'its answer to GET /audit lacks ok, invariants'],
    ['something else', '{"ok":true}', 'its answer to GET /audit lacks invariants'],
  ])('is no shop when a later answer is %s', async (_case, text, why) =>
    expect(readAudit(await talkingTo(text))).rejects.toMatchObject({
      message: expect.stringContaining(`is not Holdfast: ${why}. `),
      exitCode: EXIT_USAGE,
    }),
  );

  it('is told by the path that was asked', async () =>
    expect(readOrder(await talkingTo('[]'), '7')).rejects.toThrow('GET /orders/7 lacks id, status, items'));
});
