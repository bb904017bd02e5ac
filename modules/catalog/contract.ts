import { CatalogService, ProductAddedSchema } from '../../contracts/gen/catalog/v1/catalog_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const catalog = contract(
  CatalogService,
  { ProductAdded: ProductAddedSchema },
  { queries: ['describeProducts', 'listProducts', 'listCategories'] },
);
