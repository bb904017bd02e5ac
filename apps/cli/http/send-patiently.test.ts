import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../testing/listen.ts';
import { refusalOf } from './read-answer.ts';
import { sendPatiently, waitBeforeRetryMs } from './send-patiently.ts';
import { NoAnswer, ShopClient } from './shop-client.ts';

let server: Listening | undefined;
let client: ShopClient | undefined;

async function shop(listener: RequestListener): Promise<ShopClient> {
  server = await listen(listener);
  client = new ShopClient(server.url, 2);
  return client;
}

afterEach(async () => {
  client?.close();
  await server?.close();
});

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers, text: '' });

describe('asking patiently', () => {
  it('asks again while the shop asks for time, and answers what is final', async () => {
    const statuses = [503, 429, 409, 201];
    const patient = await shop((_request, response) => {
      const status = statuses.shift() ?? 500;
      response.writeHead(status, status === 201 ? {} : { 'retry-after': '0' }).end('{"id":"1"}');
    });
    expect(await sendPatiently(patient, { method: 'POST', path: '/orders', body: {} })).toMatchObject({
      status: 201,
      text: '{"id":"1"}',
    });
    expect(statuses).toEqual([]);
  });

  it('asks again after a connection that broke off', async () => {
    let calls = 0;
    const patient = await shop((request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else response.writeHead(200).end();
    });
    const request = { method: 'GET', path: '/orders' } as const;
    expect(await sendPatiently(patient, request, { forMs: 5_000, pauseMs: 1 })).toMatchObject({ status: 200 });
  });

  it('ends when its patience does', async () => {
    const patient = await shop((_request, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    const request = { method: 'GET', path: '/' } as const;
    expect(await sendPatiently(patient, request, { forMs: 0 })).toMatchObject({ status: 503 });
    await server?.close();
    await expect(sendPatiently(patient, request, { forMs: 0, pauseMs: 1 })).rejects.toBeInstanceOf(NoAnswer);
  });

  it('hangs up when told to', async () => {
    const patient = await shop(() => undefined);
    const request = { method: 'GET', path: '/', hangUpAfterMs: 5 } as const;
    await expect(patient.send(request)).rejects.toThrow('nothing within 5 ms');
  });

  it.each([
    ['a conflict', answer(409), undefined],
    ['a conflict with a call that still runs', answer(409, { 'retry-after': '2' }), 2_000],
    ['overload', answer(503), 1_000],
    ['a fault of the shop', answer(500), undefined],
    ['a day', answer(429, { 'retry-after': '86400' }), 10_000],
    ['a date', answer(429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), 1_000],
    ['success', answer(201, { 'retry-after': '1' }), undefined],
  ])('waits as long as %s asks for', (_case, given, waitMs) => expect(waitBeforeRetryMs(given)).toBe(waitMs));
});

describe('a refusal', () => {
  it('says what its problem document says', () =>
    expect(refusalOf({ ...answer(404), text: '{"detail":"There is no order 7."}' })).toBe('404 There is no order 7.'));
  it('says how it begins when it is none', () =>
    expect(refusalOf({ ...answer(502), text: '<html>' })).toBe('502 <html>'));
});
