import { inventory } from '../../modules/inventory/contract.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { notFound, Problem } from '../problem.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import { type HoldDocument, HoldPage, HoldRef, ListHoldsQuery, OrderHolds, ReleaseHold } from '../schemas/inventory.ts';
import { existingOrder } from './orders.ts';

// Holds for operators: who has which stock until when, and giving back what an order does not need any more.

const tags = ['Inventory'];

type KnownHold = Reply<typeof inventory.listHolds>['holds'][number];

export function holdRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/holds',
    {
      schema: {
        operationId: 'listHolds',
        summary: 'Stock that orders hold, in order of their ids',
        description: 'Only holds that are open, unless `status` says otherwise.',
        tags,
        querystring: ListHoldsQuery,
        response: { 200: HoldPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, status = 'held' } = request.query;
      const asked = inventory.listHolds({ afterHoldId: fromCursor('hold', cursor, isUuid), limit, status });
      const { holds, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = holds.at(-1)?.holdId;
      return {
        data: holds.map(holdDocument),
        next_cursor: more && last !== undefined ? toCursor('hold', last) : null,
      };
    },
  );
  app.get(
    '/orders/:id/holds',
    {
      schema: {
        operationId: 'listHoldsOfOrder',
        summary: 'Stock that an order holds, has bought, or gave back',
        description: 'Empty where nothing was held for it: it was out of stock, or has only services.',
        tags,
        params: IdParams,
        response: { 200: OrderHolds },
      },
      config: { problems: ['forbidden', 'not_found'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { orderId } = await existingOrder(gateway, request.params.id, request.id);
      return { data: (await holdsOf(gateway, orderId, request.id)).map(holdDocument) };
    },
  );
  app.post(
    '/holds/:id/release',
    {
      schema: {
        operationId: 'releaseHold',
        summary: 'Give the stock of an open hold back',
        description: 'Its order is cancelled as if the hold had run out. A hold that is over stays as it is.',
        tags,
        params: IdParams,
        body: ReleaseHold,
        response: { 200: HoldRef },
      },
      config: { problems: ['forbidden', 'not_found', 'hold_confirmed'] },
      onRequest: staffOnly,
      ...idempotent(gateway),
    },
    async (request) => {
      const { id } = request.params;
      const { reason } = request.body;
      // A release before its hold would refuse the hold for good.
      await existingHold(gateway, id, request.id);
      const asked = { action: 'hold.release', object: { kind: 'hold', id }, reason } as const;
      await onRecord(gateway, request, asked, async () => {
        const outcome = await gateway.doors.call(inventory.releaseStock({ holdId: id }), { traceId: request.id });
        if (outcome.kind === 'released') return;
        throw new Problem('hold_confirmed', `Order ${id} is bought: its stock is not held any more, it is sold.`);
      });
      return holdDocument(await existingHold(gateway, id, request.id));
    },
  );
}

/** A hold has the id of its order. */
async function holdsOf(gateway: Gateway, orderId: string, traceId: string): Promise<readonly KnownHold[]> {
  const asked = inventory.getHolds({ holdIds: isUuid(orderId) ? [orderId] : [] });
  return (await gateway.doors.call(asked, { traceId })).holds;
}

/** @throws Problem when there is no such hold. */
async function existingHold(gateway: Gateway, id: string, traceId: string): Promise<KnownHold> {
  const [hold] = await holdsOf(gateway, id, traceId);
  if (hold === undefined) throw notFound('hold', id);
  return hold;
}

function holdDocument({ holdId, status, expiresAtMs, allocations, setAsideId }: KnownHold): HoldDocument {
  return {
    id: holdId,
    status,
    expires_at: new Date(expiresAtMs).toISOString(),
    sale_id: setAsideId === '' ? null : setAsideId,
    units: allocations.reduce((sum, { quantity }) => sum + quantity, 0),
    allocations: allocations.map(({ sku, warehouse, quantity }) => ({ sku, warehouse, quantity })),
  };
}
