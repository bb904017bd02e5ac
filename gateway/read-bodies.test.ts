import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeShop } from './testing/fake-shop.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const LONG = Buffer.alloc(8 * 1024 * 1024, ' ');

let shop: FakeShop;
let port: number;

beforeEach(async () => {
  shop = await FakeShop.open();
  await shop.app.listen({ port: 0, host: '127.0.0.1' });
  port = (shop.app.server.address() as AddressInfo).port;
});

afterEach(() => shop.app.close());

/** The status of the answer, however much of the body was sent by then. */
function statusOf(path: string, headers: Record<string, string>, send: (write: (bytes: Buffer) => void) => boolean) {
  return new Promise<number | undefined>((resolve, reject) => {
    const sent = httpRequest({ port, path, method: 'POST', headers: { ...JSON_TYPE, ...headers } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    sent.on('error', reject);
    if (send((bytes) => sent.write(bytes))) sent.end();
  });
}

describe('a body that is refused unread', () => {
  it.each([
    { path: '/orders', status: 413, headers: { 'content-length': String(LONG.length) } },
    { path: '/orders', status: 413, headers: {} },
    { path: '/orders', status: 413, headers: { connection: 'close' } },
    { path: '/nothing', status: 404, headers: { connection: 'close' } },
    { path: '/orders', status: 415, headers: { 'content-type': 'text/plain', connection: 'close' } },
  ])(
    'is heard out, so that its sender hears the refusal: $path $status $headers',
    async ({ path, status, headers }) => {
      for (const _try of [1, 2, 3]) {
        expect(
          await statusOf(path, headers, (write) => {
            write(LONG);
            return true;
          }),
        ).toBe(status);
      }
    },
  );

  it('is not waited for where it does not come to its end', async () => {
    const answered = statusOf('/orders', { 'content-length': String(LONG.length) }, (write) => {
      write(LONG.subarray(0, 1_000));
      return false;
    });
    const early = await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 200, 'not yet'))]);
    expect(early).toBe('not yet');
    shop.clock.advance(5_000);
    expect(await answered).toBe(413);
  });
});

it('refuses a body in an encoding that is not read', async () => {
  const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
  const answer = await shop.inject({ method: 'POST', url: '/orders', payload: '{}', headers });
  expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported_media_type']);
});
