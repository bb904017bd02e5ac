import { connect } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../modules/catalog/contract.ts';
import { anOrder, FakeShop } from './testing/fake-shop.ts';
import { problemDocument } from './testing/problem-document.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a problem', () => {
  it('has every member, in the media type of problems', async () => {
    const answer = await shop.get('/orders/nothing?x=1', { traceparent: '' });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const detail = 'There is no order with the id "nothing".';
    const traceId = answer.headers['trace-id'];
    expect(answer.json()).toEqual(problemDocument('not_found', detail, '/orders/nothing?x=1', traceId));
    expect([answer.statusCode, answer.json().status]).toEqual([404, 404]);
  });

  it.each([
    ['broken JSON', { payload: '{"customer_id": ', headers: JSON_TYPE }, 400, 'malformed_json'],
    ['a poisoned prototype', { payload: '{"__proto__": {"a": 1}}', headers: JSON_TYPE }, 400, 'invalid_request'],
    [
      'a text that is no text',
      { payload: Buffer.from('{"a": "\xff"}', 'latin1'), headers: JSON_TYPE },
      400,
      'malformed_json',
    ],
    ['no body', {}, 400, 'invalid_request'],
    ['an empty body', { payload: '', headers: JSON_TYPE }, 400, 'invalid_request'],
    ['no object', { payload: 'null', headers: JSON_TYPE }, 400, 'invalid_request'],
    [
      'a form',
      { payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    ['plain text', { payload: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported_media_type'],
    ['a type that is none', { payload: '{}', headers: { 'content-type': 'json' } }, 415, 'unsupported_media_type'],
    ['a body without type', { payload: Buffer.from('{}') }, 415, 'unsupported_media_type'],
    [
      'too much',
      { payload: JSON.stringify({ a: 'x'.repeat(1024 * 1024) }), headers: JSON_TYPE },
      413,
      'payload_too_large',
    ],
  ])('answers %s', async (_name, sent, status, code) => {
    const answer = await shop.inject({ method: 'POST', url: '/orders', ...sent });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['trace-id']).toBe(answer.json().trace_id);
  });

  it.each([
    ['{"__proto__": 1}', 'The body has a field __proto__, or a constructor with a prototype, which no request has.'],
    [
      '{"constructor": {"prototype": 1}}',
      'The body has a field __proto__, or a constructor with a prototype, which no request has.',
    ],
    ['{"__proto__": ', 'The body could not be read as JSON.'],
    [Buffer.from('{"customer_id": "caf\xe9"}', 'latin1'), 'The body is not UTF-8, the encoding of JSON.'],
    [Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), 'The body is not UTF-8, the encoding of JSON.'],
  ])('says what is wrong with a body (%#)', async (payload, detail) => {
    const answer = await shop.inject({ method: 'POST', url: '/orders', payload, headers: JSON_TYPE });
    expect([answer.statusCode, answer.json().detail]).toEqual([400, detail]);
  });

  it('takes every character that UTF-8 has, and a mark of byte order', async () => {
    const customer = 'caf\u00e9 \u4e2d \ud83d\ude00';
    const payload = Buffer.from(`\ufeff${JSON.stringify(anOrder({ customer_id: customer }))}`);
    const answer = await shop.inject({ method: 'POST', url: '/orders', payload, headers: JSON_TYPE });
    expect([answer.statusCode, answer.json().customer_id]).toEqual([201, customer]);
  });

  it('takes a body of just under a mebibyte, and one with a charset', async () => {
    const padded = `${JSON.stringify(anOrder())}${' '.repeat(1024 * 1024 - 200)}`;
    expect(
      (await shop.inject({ method: 'POST', url: '/orders', payload: padded, headers: JSON_TYPE })).statusCode,
    ).toBe(201);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await shop.post('/orders', anOrder(), headers)).statusCode).toBe(201);
  });

  it('is a 404 where nothing is, whatever is sent there', async () => {
    expect((await shop.get('/nowhere')).json().code).toBe('not_found');
    const sent = {
      method: 'POST',
      url: '/v2/orders',
      payload: '<a/>',
      headers: { 'content-type': 'text/xml' },
    } as const;
    expect((await shop.inject(sent)).statusCode).toBe(404);
  });

  it('is a 405 with Allow where the path has other methods', async () => {
    const answer = await shop.inject({ method: 'DELETE', url: '/v1/orders/x' });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const sent = { method: 'PUT', url: '/orders', payload: '<a/>', headers: { 'content-type': 'text/xml' } } as const;
    const put = await shop.inject(sent);
    expect([put.statusCode, put.headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    const options = await shop.inject({ method: 'OPTIONS', url: '/orders' });
    expect([options.statusCode, options.headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  });

  it('is a 400 for a URL that cannot be read', async () => {
    const answer = await shop.get('/orders/%zz');
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'malformed_request']);
    expect(answer.headers['trace-id']).toMatch(/^[0-9a-f]{32}$/);
    expect((await shop.get(`/orders/${'x'.repeat(5_000)}`)).statusCode).toBe(400);
  });

  it('says nothing of a fault of ours, and logs it under its trace', async () => {
    shop.doors.fails(catalog.describeProducts, new TypeError('select secret from table'));
    const answer = await shop.get('/products/mug');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/secret|TypeError|at .*ts/);
    expect(shop.logged).toMatchObject([{ level: 'error', entry: { trace_id: answer.json().trace_id } }]);
  });

  it.each([
    ['bytes that are no HTTP', 'nonsense\r\n\r\n'],
    ['a request that names no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('answers %s', async (_name, bytes) => {
    const text = await sendBytes(bytes);
    expect(text).toContain('HTTP/1.1 400 Bad Request');
    expect(text).toContain('urn:holdfast:problem:malformed_request');
  });

  it('answers a request that expects what is not done, and no word of its body is taken for a request', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const head = `POST /orders HTTP/1.1\r\nHost: x\r\nExpect: foo\r\ntraceparent: 00-${trace}-00f067aa0ba902b7-01\r\n`;
    const text = await sendBytes(`${head}Content-Length: 2\r\n\r\n`);
    const [status, ...headers] = text.slice(0, text.indexOf('\r\n\r\n')).toLowerCase().split('\r\n');
    expect(status).toBe('http/1.1 417 expectation failed');
    expect(headers).toEqual(
      expect.arrayContaining(['content-type: application/problem+json', `trace-id: ${trace}`, 'connection: close']),
    );
    expect(text).toContain('"code":"expectation_failed"');
    expect(text).toContain(`"trace_id":"${trace}"`);
  });

  it('lets a client of HTTP/1.0 name no host', async () => {
    expect(await sendBytes('GET /health HTTP/1.0\r\n\r\n')).toContain('200 OK');
  });

  it('answers a request that stays away half-way', async () => {
    shop.app.server.once('connection', (socket) => {
      const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      shop.app.server.emit('clientError', error, socket);
    });
    const text = await sendBytes('POST /orders HTTP/1.1\r\n');
    expect(text).toContain('HTTP/1.1 408 Request Timeout');
    expect(text).toContain('urn:holdfast:problem:request_timeout');
    // Otherwise Node would give the body the longer of the two.
    expect(shop.app.server.headersTimeout).toBeLessThanOrEqual(shop.app.server.requestTimeout);
  });
});

/** Sends bytes on a connection of their own, and answers what comes back until it is closed. */
async function sendBytes(bytes: string): Promise<string> {
  await shop.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = shop.app.server.address() as { port: number };
  const text = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
  });
  await shop.app.close();
  return text;
}

describe('every answer', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  it('continues a trace, or begins one', async () => {
    const continued = await shop.get('/health', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    expect(continued.headers['trace-id']).toBe(TRACE);
    for (const traceparent of [
      'nonsense',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `ff-${TRACE}-00f067aa0ba902b7-01`,
    ]) {
      const fresh = (await shop.get('/health', { traceparent })).headers['trace-id'];
      expect(fresh).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      expect(fresh).not.toBe(TRACE);
    }
  });

  it('begins a trace of its own each time', async () => {
    const ids = new Set<unknown>();
    for (let count = 0; count < 300; count++) ids.add((await shop.get('/health')).headers['trace-id']);
    expect(ids.size).toBe(300);
  });

  it('may be had without its body', async () => {
    const answer = await shop.inject({ method: 'HEAD', url: '/products/mug' });
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([200, '', '"1-1-1"']);
  });

  it('may be asked for with a slash at the end', async () => {
    expect((await shop.get('/products/')).statusCode).toBe(200);
  });
});
