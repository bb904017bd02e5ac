import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeShop } from '../gateway/testing/fake-shop.ts';
import { emitTypes, typeOf } from './http-types/emit-types.ts';
import { ROOT } from './repository.ts';

// What the pages know of the API is generated from its document, and is never out of date.

const GENERATED = join(ROOT, 'apps/web/gen/http-types.ts');

describe('the types of the HTTP API', () => {
  it('are those of the OpenAPI document: `npm run http-types` writes them anew', async () => {
    const shop = await FakeShop.open();
    const written = emitTypes((await shop.get('/openapi.json')).json());
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const formatted = spawnSync(biome, ['format', '--stdin-file-path=apps/web/gen/http-types.ts'], {
      cwd: ROOT,
      input: written,
      encoding: 'utf8',
    });
    expect([formatted.status, formatted.stderr]).toEqual([0, '']);
    await expect(formatted.stdout).toMatchFileSnapshot(GENERATED);
  });

  it('say what may be left out, what may be null, and what is one of a few', () => {
    const schema = {
      type: 'object',
      required: ['available', 'price'],
      properties: {
        available: { type: ['integer', 'null'] },
        price: { $ref: '#/components/schemas/Money' },
        kind: { type: 'string', enum: ['goods', 'service'] },
        'x-more': { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      },
    };
    expect(typeOf(schema)).toBe(
      '{ readonly available: number | null; readonly price: Money; readonly kind?: "goods" | "service" | undefined; ' +
        'readonly "x-more"?: readonly (string | number)[] | undefined }',
    );
  });

  it('are not guessed from a schema that the generator does not know', () => {
    expect(() => typeOf({ type: 'object', properties: { a: { type: 'file' } } })).toThrow(TypeError);
    const tuple = { type: 'tuple', description: 'of two' };
    expect(() => typeOf(tuple)).toThrow('cannot be written as a type');
  });
});
