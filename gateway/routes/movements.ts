import { inventory } from '../../modules/inventory/contract.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { DEFAULT_LIMIT } from '../schemas/building-blocks.ts';
import { ListMovementsQuery, MovementPage } from '../schemas/inventory.ts';

/** When, and which of those of that instant. */
const PLACE = /^(\d{1,15})\.(.{1,200})$/su;

export function movementRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/stock-movements',
    {
      schema: {
        operationId: 'listStockMovements',
        summary: 'What came and went, newest first',
        description: 'The ledger of a SKU, or of all: its sum is what is on hand.',
        tags: ['Inventory'],
        querystring: ListMovementsQuery,
        response: { 200: MovementPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, sku = '' } = request.query;
      const [, beforeMs = '0', beforeAdjustmentId = ''] =
        PLACE.exec(fromCursor('movement', cursor, (place) => PLACE.test(place))) ?? [];
      const asked = inventory.listMovements({ sku, beforeMs: Number(beforeMs), beforeAdjustmentId, limit });
      const { movements, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = movements.at(-1);
      return {
        data: movements.map(({ adjustmentId, atMs, ...rest }) => ({
          id: adjustmentId,
          sku: rest.sku,
          warehouse: rest.warehouse,
          delta: rest.delta,
          reason: rest.reason,
          at: new Date(atMs).toISOString(),
        })),
        next_cursor: more && last !== undefined ? toCursor('movement', `${last.atMs}.${last.adjustmentId}`) : null,
      };
    },
  );
}
