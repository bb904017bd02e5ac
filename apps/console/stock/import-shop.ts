import type { KnownProduct } from '../../online-retail/product-body.ts';
import { call } from '../../web/api/api.ts';
import { newKey } from '../../web/api/new-key.ts';
import type { ImportShop } from './import-run.ts';

/** The shop over its API. A call that is sent again within one import is done once. */
export function importShop(): ImportShop {
  const keys = new Map<string, string>();
  return {
    known: async () => {
      const known = new Map<string, KnownProduct>();
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: Awaited<ReturnType<typeof listed>> = await listed(cursor);
        for (const product of page.data) known.set(product.id, product);
        cursor = page.next_cursor;
      }
      return known;
    },
    add: (body) => {
      const idempotencyKey = keys.get(body.sku) ?? newKey();
      keys.set(body.sku, idempotencyKey);
      return call('POST /products', { body }, { idempotencyKey });
    },
    pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
  };
}

function listed(cursor: string | undefined) {
  return call('GET /products', { query: { limit: 100, cursor } });
}
