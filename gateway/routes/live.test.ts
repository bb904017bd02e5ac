import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeShop } from '../testing/fake-shop.ts';

describe('GET /admin/live', () => {
  let shop: FakeShop;

  beforeEach(async () => {
    shop = await FakeShop.open();
    await shop.app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterEach(() => shop.app.close());

  const follow = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { port } = shop.app.server.address() as AddressInfo;
      get({ port, path: '/admin/live' }, resolve).on('error', reject);
    });

  it('streams what was, and what comes', async () => {
    const answer = await follow();
    expect(answer.headers['content-type']).toBe('text/event-stream');
    let text = '';
    for await (const chunk of answer) {
      text += chunk;
      if (text.includes('event: sample')) break;
      shop.clock.advance(1_000);
    }
    expect(text).toContain('event: history');
    expect(text).toMatch(/event: sample\nid: \d+\ndata: {"at":/);
  });
});

it('is for staff', async () => {
  const shop = await FakeShop.open({ authenticate: () => ({ id: 'ann', staff: false }) });
  expect((await shop.get('/admin/live')).statusCode).toBe(403);
  await shop.app.close();
});
