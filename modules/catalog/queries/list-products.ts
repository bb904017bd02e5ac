import type { Reply } from '../../../platform/rpc/contract.ts';
import { sqlQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { catalog } from '../contract.ts';
import { containing } from './containing.ts';

type Product = Reply<typeof catalog.listProducts>['products'][number];

/** One product more than the page holds is read, to tell whether there are more. */
export const listProducts = sqlQuery(
  catalog.listProducts,
  async (reader, { search, category, after, limit: asked }) => {
    const limit = pageSize(asked);
    const conditions = ['product_id > $1'];
    const values: unknown[] = [after, limit + 1];
    if (search !== '') {
      values.push(containing(search));
      conditions.push(`(name ilike $${values.length} or sku ilike $${values.length})`);
    }
    if (category !== '') {
      values.push(category);
      conditions.push(`category = $${values.length}`);
    }
    const found = await reader.query<Product>(
      `select product_id as "productId", sku, name, category, kind, version from catalog.products
     where ${conditions.join(' and ')} order by product_id limit $2`,
      values,
    );
    return { products: found.slice(0, limit), more: found.length > limit };
  },
);
