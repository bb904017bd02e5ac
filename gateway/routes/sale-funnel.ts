import type { RoomView, SaleProgress } from '../../processes/sale/door.ts';
import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { type SaleFunnelDocument, SaleFunnelRef } from '../schemas/sales.ts';
import { existingSale } from './sales.ts';

export function saleFunnelRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/sales/:id/funnel',
    {
      schema: {
        operationId: 'getSaleFunnel',
        summary: 'How many came to a sale, were let in, ordered, and have bought',
        tags: ['Sales'],
        params: IdParams,
        response: { 200: SaleFunnelRef },
      },
      config: { problems: ['forbidden', 'not_found'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { saleId } = await existingSale(gateway, request.params.id);
      const [progress, room] = await Promise.all([gateway.sales.progress(saleId), gateway.waitingRooms.room(saleId)]);
      return funnelDocument(progress, room);
    },
  );
}

function funnelDocument(progress: SaleProgress, room: RoomView | undefined): SaleFunnelDocument {
  const { claimedOrders, claimedUnits, returnedOrders, returnedUnits, confirmedOrders, gate } = progress;
  return {
    arrived: room?.arrived ?? null,
    waiting: room === undefined ? null : room.arrived - room.admitted,
    admitted: room?.admitted ?? null,
    ordered: { orders: claimedOrders + returnedOrders, units: claimedUnits + returnedUnits },
    confirmed: confirmedOrders,
    returned: { orders: returnedOrders, units: returnedUnits },
    gate: gate === undefined ? null : { drift_units: gate.driftUnits, checked_at: new Date(gate.atMs).toISOString() },
  };
}
