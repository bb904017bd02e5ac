import { METHODS } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeShop } from './testing/fake-shop.ts';

let shop: FakeShop;
let paths: Record<string, Record<string, unknown>>;
beforeAll(async () => {
  shop = await FakeShop.open();
  paths = (await shop.get('/openapi.json')).json().paths;
});

/** Methods of HTTP itself and of its extensions, as far as the server reads them; CONNECT is for proxies. */
const ALL = METHODS.filter((method) => method !== 'CONNECT');

describe('every path of the OpenAPI document', () => {
  it('answers 405 with Allow to every method that it does not have', async () => {
    const wrong: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      const here = new Set(Object.keys(operations).map((method) => method.toUpperCase()));
      for (const prefix of ['', '/v1']) {
        for (const method of ALL) {
          if (here.has(method) || (method === 'HEAD' && here.has('GET')) || method === 'OPTIONS') continue;
          const url = `${prefix}${path.replaceAll(/\{\w+\}/g, 'some')}`;
          const answer = await shop.inject({ method: method as 'GET', url });
          const allowed = String(answer.headers.allow).split(', ');
          const fine = answer.statusCode === 405 && [...here, 'OPTIONS'].every((other) => allowed.includes(other));
          if (!fine) wrong.push(`${method} ${url} ${answer.statusCode} ${answer.headers.allow}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
