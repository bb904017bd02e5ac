import { v5 as uuidOfName } from 'uuid';
import { catalog } from '../../modules/catalog/contract.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { staffOnly } from '../access.ts';
import type { App, Gateway, ListPrice, Product } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { readPrice } from '../money.ts';
import { onRecord } from '../operator-actions.ts';
import { invalidField, Problem } from '../problem.ts';
import { AddProduct, type AddProductBody, ProductRef } from '../schemas/products.ts';
import { type StockLevel, stockLevels } from '../stock.ts';
import { productDocument } from './products.ts';

// A product is in three rooms: what it is, what it costs, what there is of it. Each of the three calls can be repeated
// without harm, so a call that broke off in the middle is finished by calling again, with or without a key.

const FIRST_WAREHOUSE = 'main';
/** Namespace of the ids of first deliveries: the same product always has the same one, so it arrives once. */
const FIRST_DELIVERY = '6f1a5a52-6f0c-5b7e-9d55-0d2b8d1f2f11';

export function addProductRoutes(app: App, gateway: Gateway): void {
  const { currency } = gateway.options;
  const read = (body: AddProductBody) => termsOf(body, currency);
  app.post(
    '/products',
    {
      schema: {
        operationId: 'addProduct',
        summary: 'Add a product, its price and its first stock',
        description: 'Without `id` the SKU is the id. The same product again is answered as the first time.',
        tags: ['Products'],
        body: AddProduct,
        response: { 201: ProductRef },
      },
      config: { problems: ['forbidden', 'id_taken', 'sku_taken', 'amount_not_positive'], answers: ['Location'] },
      onRequest: staffOnly,
      ...idempotent(gateway, read),
    },
    async (request, reply) => {
      const product = productOf(request.body);
      const terms = read(request.body);
      const asked = { action: 'product.add', object: { kind: 'product', id: product.productId } } as const;
      const level = await onRecord(gateway, request, asked, () => add(gateway, product, terms, request.id));
      reply.code(201).header('location', `/v1/products/${encodeURIComponent(product.productId)}`);
      return productDocument(
        product,
        { ...NO_PRICE, amountMinor: terms.priceMinor, open: terms.open },
        level,
        currency,
      );
    },
  );
}

const NO_PRICE: ListPrice = { productId: '', priceList: '', currency: '', amountMinor: 0, open: false, version: 0 };

function productOf({ id, sku, name, category = '', kind = 'goods' }: AddProductBody): Product {
  return { productId: id ?? sku, sku, name, category, kind, version: 1 };
}

interface Terms {
  readonly priceMinor: number;
  readonly open: boolean;
  readonly stock: number;
}

/** @throws Problem when the price is no price, or a service is to have stock. */
function termsOf({ price, open_price: open = false, stock = 0, kind }: AddProductBody, currency: string): Terms {
  if (kind === 'service' && stock > 0) throw invalidField('/stock', 'must be absent or 0: a service has no stock');
  return { priceMinor: readPrice(price, currency, '/price', 1), open, stock };
}

async function add(
  gateway: Gateway,
  product: Product,
  { priceMinor, open, stock }: Terms,
  traceId: string,
): Promise<StockLevel | undefined> {
  const { productId, sku, name, category, kind } = product;
  const added = await gateway.doors.call(catalog.addProduct({ productId, sku, name, category, kind }), { traceId });
  if (added.kind === 'idTaken')
    throw new Problem('id_taken', `Another product has the id ${JSON.stringify(productId)}.`);
  if (added.kind === 'skuTaken') {
    const members = { product_id: added.productId };
    throw new Problem('sku_taken', `Product ${JSON.stringify(added.productId)} has the SKU ${sku}.`, { members });
  }
  await setFirstPrice(gateway, productId, priceMinor, open, traceId);
  if (stock === 0) return (await stockLevels(gateway, [sku], traceId)).get(sku);
  const adjustmentId = uuidOfName(productId, FIRST_DELIVERY);
  const delivery = { adjustmentId, sku, warehouse: FIRST_WAREHOUSE, delta: stock, reason: 'first delivery' };
  const adjusted = await gateway.doors.call(inventory.adjustStock(delivery), { traceId });
  return adjusted.kind === 'adjusted' ? adjusted : undefined;
}

/** A product that has a price keeps it: adding is not how prices change. */
async function setFirstPrice(
  gateway: Gateway,
  productId: string,
  amountMinor: number,
  open: boolean,
  traceId: string,
): Promise<void> {
  const { priceList, currency } = gateway.options;
  const asked = pricing.setPrice({ productId, priceList, currency, amountMinor, open, expectedVersion: 0 });
  const outcome = await gateway.doors.call(asked, { traceId });
  if (outcome.kind === 'invalidAmount') throw new Problem('amount_not_positive', 'The price must be more than 0.');
  if (outcome.kind === 'versionChanged')
    throw new Problem('id_taken', `Product ${JSON.stringify(productId)} exists with another price.`);
}
