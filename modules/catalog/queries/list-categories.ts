import type { Reply } from '../../../platform/rpc/contract.ts';
import { sqlQuery } from '../../../platform/rpc/module.ts';
import { catalog } from '../contract.ts';

type Category = Reply<typeof catalog.listCategories>['categories'][number];

/** Products without a category are in none. */
export const listCategories = sqlQuery(catalog.listCategories, async (reader) => ({
  categories: await reader.query<Category>(
    `select category as name, count(*)::int as products from catalog.products
     where category <> '' group by category order by category`,
  ),
}));
