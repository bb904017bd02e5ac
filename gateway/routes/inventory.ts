import { inventory } from '../../modules/inventory/contract.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { etagOf, mismatch, notModified, versionSeen } from '../preconditions.ts';
import { invalidField, Problem } from '../problem.ts';
import { DEFAULT_LIMIT } from '../schemas/building-blocks.ts';
import { AdjustStock, ListStockQuery, ProductParams, SkuStockPage, StockRef } from '../schemas/inventory.ts';
import { levelsOf, stockDocument, stockLevels } from '../stock.ts';
import { existingProduct } from './products.ts';

const tags = ['Inventory'];
const DEFAULT_WAREHOUSE = 'main';

export function inventoryRoutes(app: App, gateway: Gateway): void {
  listing(app, gateway);
  app.get(
    '/inventory/:product_id',
    {
      schema: {
        operationId: 'getStock',
        summary: 'Stock of a product',
        tags,
        params: ProductParams,
        response: { 200: StockRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const product = await existingProduct(gateway, request.params.product_id, request.id);
      const level = (await stockLevels(gateway, [product.sku], request.id)).get(product.sku);
      if (notModified(request, reply, etagOf(level?.version ?? 0))) return reply;
      return stockDocument(product, level?.warehouses ?? []);
    },
  );
  app.post(
    '/inventory/:product_id/adjustments',
    {
      schema: {
        operationId: 'adjustStock',
        summary: 'Change what is on hand',
        tags,
        params: ProductParams,
        body: AdjustStock,
        response: { 201: StockRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'below_reserved', 'not_stocked', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      ...idempotent(gateway, checkDelta),
    },
    async (request, reply) => {
      const { warehouse = DEFAULT_WAREHOUSE, delta, reason } = request.body;
      checkDelta(request.body);
      const product = await existingProduct(gateway, request.params.product_id, request.id);
      const { sku } = product;
      if (product.kind === 'service') throw new Problem('not_stocked', `${sku} is a service: it has no stock.`);
      const seen = await versionSeen(request, async () => {
        const level = (await stockLevels(gateway, [sku], request.id)).get(sku);
        return level?.version ?? 0;
      });
      const adjustmentId = request.operation?.id ?? gateway.newId();
      const adjustment = inventory.adjustStock({ adjustmentId, sku, warehouse, delta, reason, ...seen });
      const asked = {
        action: 'stock.adjust',
        object: { kind: 'product', id: request.params.product_id },
        reason,
      } as const;
      const outcome = await onRecord(gateway, request, asked, async () => {
        const answer = await gateway.doors.call(adjustment, { traceId: request.id });
        if (answer.kind === 'versionChanged') throw mismatch(request.headers['if-match']);
        if (answer.kind !== 'belowReserved') return answer;
        const detail = `${warehouse} has ${answer.onHand} of ${sku} on hand, of which ${answer.reserved} are reserved.`;
        const members = { on_hand: answer.onHand, reserved: answer.reserved };
        throw new Problem('below_reserved', detail, { members });
      });
      reply.code(201).header('etag', etagOf(outcome.version));
      return { ...stockDocument(product, outcome.warehouses), adjustment_id: adjustmentId };
    },
  );
}

function listing(app: App, gateway: Gateway): void {
  app.get(
    '/inventory',
    {
      schema: {
        operationId: 'listStock',
        summary: 'Stock of every SKU, or of those that begin so, in order of SKU',
        tags,
        querystring: ListStockQuery,
        response: { 200: SkuStockPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, search = '' } = request.query;
      const page = await gateway.views.stock.page({
        prefix: search,
        after: fromCursor('sku', cursor, (sku) => sku !== ''),
        limit,
      });
      if (page === undefined) {
        throw new Problem('unavailable', 'The list of stock is being brought up to date. Try again soon.', {
          headers: SOON,
        });
      }
      const last = page.skus.at(-1)?.sku;
      return {
        data: page.skus.map(({ sku, warehouses }) => ({ sku, ...levelsOf(warehouses) })),
        next_cursor: page.more && last !== undefined ? toCursor('sku', last) : null,
      };
    },
  );
}

function checkDelta({ delta }: { delta: number }): void {
  if (delta === 0) throw invalidField('/delta', 'must not be 0');
}
