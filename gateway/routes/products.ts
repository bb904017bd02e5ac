import { catalog } from '../../modules/catalog/contract.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway, ListPrice, Product } from '../dependencies.ts';
import { moneyOf } from '../money.ts';
import { describe, listPrices } from '../orders/quote.ts';
import { etagOf, notModified } from '../preconditions.ts';
import { notFound } from '../problem.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import { Categories, ListProductsQuery, type ProductDocument, ProductPage, ProductRef } from '../schemas/products.ts';
import { availableOf, type StockLevel, stockLevels } from '../stock.ts';

const tags = ['Products'];

export function productRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/products',
    {
      schema: {
        operationId: 'listProducts',
        summary: 'Products, in order of id',
        tags,
        querystring: ListProductsQuery,
        response: { 200: ProductPage },
      },
    },
    async (request) => {
      const { search = '', category = '', limit = DEFAULT_LIMIT, cursor } = request.query;
      const after = fromCursor('product', cursor, (id) => id !== '');
      const asked = catalog.listProducts({ search, category, after, limit });
      const { products, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = products.at(-1)?.productId;
      return {
        data: await productDocuments(gateway, products, request.id),
        next_cursor: more && last !== undefined ? toCursor('product', last) : null,
      };
    },
  );
  app.get(
    '/categories',
    {
      schema: {
        operationId: 'listCategories',
        summary: 'What products can be narrowed to',
        tags,
        response: { 200: Categories },
      },
    },
    async (request) => {
      const { categories } = await gateway.doors.call(catalog.listCategories({}), { traceId: request.id });
      return { data: [...categories] };
    },
  );
  app.get(
    '/products/:id',
    {
      schema: {
        operationId: 'getProduct',
        summary: 'One product',
        tags,
        params: IdParams,
        response: { 200: ProductRef },
      },
      config: { problems: ['not_found'], reads: ['If-None-Match'] },
    },
    async (request, reply) => {
      const product = await existingProduct(gateway, request.params.id, request.id);
      const { price, level } = await surroundings(gateway, product, request.id);
      const etag = etagOf(product.version, price?.version ?? 0, level?.version ?? 0);
      if (notModified(request, reply, etag)) return reply;
      return productDocument(product, price, level, gateway.options.currency);
    },
  );
}

/** @throws Problem when there is no such product. */
export async function existingProduct(gateway: Gateway, productId: string, traceId: string): Promise<Product> {
  const product = (await describe(gateway, [productId], traceId)).get(productId);
  if (product === undefined) throw notFound('product', productId);
  return product;
}

async function surroundings(gateway: Gateway, product: Product, traceId: string) {
  const [prices, levels] = await Promise.all([
    listPrices(gateway, [product.productId], traceId),
    stockLevels(gateway, [product.sku], traceId),
  ]);
  return { price: prices.get(product.productId), level: levels.get(product.sku) };
}

async function productDocuments(
  gateway: Gateway,
  products: readonly Product[],
  traceId: string,
): Promise<ProductDocument[]> {
  const productIds = products.map((product) => product.productId);
  const skus = products.map((product) => product.sku);
  const [prices, levels] = await Promise.all([
    listPrices(gateway, productIds, traceId),
    stockLevels(gateway, skus, traceId),
  ]);
  return products.map((product) =>
    productDocument(product, prices.get(product.productId), levels.get(product.sku), gateway.options.currency),
  );
}

export function productDocument(
  product: Product,
  price: ListPrice | undefined,
  level: StockLevel | undefined,
  currency: string,
): ProductDocument {
  return {
    id: product.productId,
    sku: product.sku,
    name: product.name,
    category: product.category,
    kind: product.kind,
    ...(price === undefined ? {} : { price: moneyOf(price.amountMinor, currency) }),
    open_price: price?.open ?? false,
    available: product.kind === 'service' ? null : availableOf(level),
  };
}
