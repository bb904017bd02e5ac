import type { Module } from '../../platform/rpc/module.ts';
import { addProduct } from './commands/add-product.ts';
import { catalog } from './contract.ts';
import { describeProducts } from './queries/describe-products.ts';
import { listCategories } from './queries/list-categories.ts';
import { listProducts } from './queries/list-products.ts';
import { products, skus } from './tables.ts';

/** The catalogue: what is for sale. */
export function catalogModule(): Module {
  return {
    name: 'catalog',
    contract: catalog,
    tables: [products, skus],
    commands: [addProduct],
    keyedQueries: [describeProducts],
    sqlQueries: [listProducts, listCategories],
  };
}
