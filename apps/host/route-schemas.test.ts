import { Type } from '@sinclair/typebox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RouteOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { AddRoutes } from '../../gateway/create-gateway.ts';
import { collectedRoutes } from '../../gateway/testing/collected-routes.ts';
import { FakeShop } from '../../gateway/testing/fake-shop.ts';

// Validators and writers are compiled when their first request comes (`validation.ts` and `serialization.ts` of the
// gateway): a schema with a fault would be found by whoever asks first. Here every schema of every route is compiled, by a
// stricter compiler. It is the host's test, as the one of its AsyncAPI document is: the gateway knows no such compiler.

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

/** The schemas of a route, and where each stands. */
function schemasOf({ schema = {} }: RouteOptions): [where: string, schema: unknown][] {
  const { response = {}, ...asked } = schema as { response?: Readonly<Record<string, Content>> } & Record<
    string,
    unknown
  >;
  const found: [string, unknown][] = [];
  for (const part of ['body', 'params', 'querystring', 'headers']) {
    if (asked[part] !== undefined) found.push([part, asked[part]]);
  }
  for (const [status, answer] of Object.entries(response)) {
    if (answer.content === undefined) found.push([status, answer]);
    for (const [type, { schema: shape }] of Object.entries(answer.content ?? {}))
      found.push([`${status} ${type}`, shape]);
  }
  return found;
}

/** Every schema that does not compile, and why. */
async function faultsOf(...planted: readonly AddRoutes[]): Promise<{ compiled: number; faults: string[] }> {
  const { seen, routes } = collectedRoutes(...planted);
  const shop = await FakeShop.open({}, routes);
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, unicodeRegExp: false });
  const faults: string[] = [];
  let compiled = 0;
  const compile = (where: string, schema: unknown): void => {
    compiled += 1;
    try {
      ajv.compile(plain(schema));
    } catch (error) {
      faults.push(`${where}: ${(error as Error).message}`);
    }
  };
  const named = shop.app.getSchemas();
  for (const schema of Object.values(named)) ajv.addSchema(plain(schema));
  for (const name of Object.keys(named)) compile(name, { $ref: `${name}#` });
  for (const route of seen) {
    for (const [where, schema] of schemasOf(route)) compile(`${route.method} ${route.url} ${where}`, schema);
  }
  return { compiled, faults };
}

/** What is JSON of it: TypeBox keeps notes of its own in a schema. */
function plain(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema));
}

function planted(url: string, schema: object): AddRoutes {
  return (app) => void app.get(url, { schema }, async () => ({}));
}

describe('the schemas of all routes', () => {
  it('compile, each with what it refers to', async () => {
    const { compiled, faults } = await faultsOf();
    expect(faults).toEqual([]);
    expect(compiled).toBeGreaterThan(200);
  });

  it.each([
    ['a reference to nothing', { response: { 200: Type.Unsafe({ $ref: 'Ordre#' }) } }, /Ordre/],
    [
      'one deep inside',
      { response: { 200: Type.Object({ data: Type.Array(Type.Unsafe({ $ref: 'Oder#' })) }) } },
      /Oder/,
    ],
    [
      'one in a stream',
      { response: { 200: { content: { 'text/event-stream': { schema: { $ref: 'Sampel#' } } } } } },
      /Sampel/,
    ],
    ['one in a request', { querystring: Type.Object({ page: Type.Unsafe({ $ref: 'Pgae#' }) }) }, /Pgae/],
    [
      'a keyword that there is none',
      { querystring: Type.Object({ page: Type.String({ maxlength: 3 }) }) },
      /maxlength/,
    ],
    [
      'a pattern that cannot be read',
      { params: Type.Object({ id: Type.String({ pattern: '[' }) }) },
      /regular expression/,
    ],
  ])('would not, with %s', async (_fault, schema, message) => {
    const { faults } = await faultsOf(planted('/planted/:id', schema));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(message);
  });
});
