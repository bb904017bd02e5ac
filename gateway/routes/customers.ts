import { customer } from '../../modules/customer/contract.ts';
import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { onRecord } from '../operator-actions.ts';
import { etagOf, mismatch, notModified, versionSeen } from '../preconditions.ts';
import { notFound } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { CustomerRef, SetCustomer } from '../schemas/operations.ts';

const tags = ['Customers'];

export function customerRoutes(app: App, gateway: Gateway): void {
  const find = async (customerId: string, traceId: string) => {
    const asked = customer.getCustomers({ customerIds: [customerId] });
    return (await gateway.doors.call(asked, { traceId })).customers[0];
  };
  app.get(
    '/customers/:id',
    {
      schema: {
        operationId: 'getCustomer',
        summary: 'One customer',
        tags,
        params: IdParams,
        response: { 200: CustomerRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const found = await find(request.params.id, request.id);
      if (found === undefined) throw notFound('customer', request.params.id);
      if (notModified(request, reply, etagOf(found.version))) return reply;
      return { id: found.customerId, active: found.active };
    },
  );
  app.put(
    '/customers/:id',
    {
      schema: {
        operationId: 'setCustomer',
        summary: 'Let a customer order, or stop them',
        tags,
        params: IdParams,
        body: SetCustomer,
        response: { 200: CustomerRef },
      },
      config: { problems: ['forbidden', 'version_mismatch'], reads: ['If-Match'], answers: ['ETag'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const customerId = request.params.id;
      const seen = await versionSeen(request, async () => (await find(customerId, request.id))?.version ?? 0);
      const { active, reason } = request.body;
      const asked = { action: 'customer.set', object: { kind: 'customer', id: customerId }, reason } as const;
      const changed = await onRecord(gateway, request, asked, async () => {
        const call = customer.setCustomerStatus({ customerId, active, ...seen });
        const outcome = await gateway.doors.call(call, { traceId: request.id });
        if (outcome.kind === 'versionChanged') throw mismatch(request.headers['if-match']);
        return outcome;
      });
      reply.header('etag', etagOf(changed.version));
      return { id: changed.customerId, active: changed.active };
    },
  );
}
