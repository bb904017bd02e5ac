import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { SaleView, SteerAction } from '../../processes/sale/door.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { etagOf, mismatch, notModified, requireMatch, revisionSeen } from '../preconditions.ts';
import { invalidField, notFound, Problem } from '../problem.ts';
import { readSale, saleDocument, termsOf } from '../sales.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import { ListSalesQuery, SalePage, SaleRef, ScheduleSale, type ScheduleSaleBody, SteerSale } from '../schemas/sales.ts';

const tags = ['Sales'];

/** The state follows the clock too, so that it is part of what the tag stands for. */
const STATES = ['scheduled', 'open', 'paused', 'sold_out', 'closed'];

function tagOf({ version, state }: SaleView): string {
  return etagOf(version, STATES.indexOf(state));
}

export function saleRoutes(app: App, gateway: Gateway): void {
  scheduling(app, gateway);
  reading(app, gateway);
  steering(app, gateway, 'open', 'Open a sale, early or after a pause');
  steering(app, gateway, 'pause', 'Pause a sale');
  steering(app, gateway, 'drain', 'Sell nothing new; what is under way goes on');
  steering(app, gateway, 'close', 'End a sale; what is left goes back to the shop');
}

/** @throws Problem when there is no such sale. */
export async function existingSale(gateway: Gateway, saleId: string): Promise<SaleView> {
  const sale = isUuid(saleId) ? await gateway.sales.get(saleId) : undefined;
  if (sale === undefined) throw notFound('sale', saleId);
  return sale;
}

/** As it is, not as it was a moment ago: what the caller saw is compared with it. @throws Problem when there is none. */
async function currentSale(gateway: Gateway, saleId: string): Promise<SaleView> {
  const [sale] = isUuid(saleId) ? await gateway.sales.getAll([saleId]) : [];
  if (sale === undefined) throw notFound('sale', saleId);
  return sale;
}

function scheduling(app: App, gateway: Gateway): void {
  app.post(
    '/sales',
    {
      schema: {
        operationId: 'scheduleSale',
        summary: 'Schedule a flash sale',
        description:
          'Its quantity is set aside at once: the ordinary shop cannot sell it. Without `price` the list price.',
        tags,
        body: ScheduleSale,
        response: { 201: SaleRef },
      },
      config: {
        problems: ['forbidden', 'unknown_product', 'not_stocked', 'no_price', 'amount_too_large', 'sale_short'],
        answers: ['Location', 'ETag'],
      },
      onRequest: staffOnly,
      ...idempotent(gateway, (body: ScheduleSaleBody) => readSale(body, gateway.options.currency)),
    },
    async (request, reply) => {
      const { body } = request;
      if (readSale(body, gateway.options.currency).endsAtMs <= gateway.clock.nowMs()) {
        throw invalidField('/ends_at', 'must be in the future');
      }
      const terms = await termsOf(gateway, body, request.id);
      const saleId = request.operation?.id ?? gateway.newId();
      const asked = { action: 'sale.schedule', object: { kind: 'sale', id: saleId } } as const;
      const sale = await onRecord(gateway, request, asked, async () => {
        const outcome = await gateway.sales.schedule(saleId, terms, { traceId: request.id });
        if (outcome.kind === 'scheduled') return outcome.sale;
        if (outcome.kind === 'invalid') throw invalidField(pathOf(outcome.field), outcome.problem);
        // Nobody else has its id: it was scheduled by a call with this key, when something else was known of its product.
        const known = outcome.kind === 'taken' ? await currentSale(gateway, saleId) : undefined;
        if (known !== undefined && known.state !== 'closed') return known;
        throw new Problem('sale_short', `There are not ${terms.quantity} of ${terms.sku} to set aside.`);
      });
      reply.code(201).header('location', `/v1/sales/${saleId}`).header('etag', tagOf(sale));
      return saleDocument(sale);
    },
  );
}

/** Where a request says what terms have under another name. */
const PATHS: Readonly<Record<string, string>> = {
  priceMinor: '/price',
  perCustomerLimit: '/per_customer_limit',
  rateRequests: '/rate_limit/requests',
  rateWindowMs: '/rate_limit/window_ms',
  productId: '/product_id',
  endsAtMs: '/ends_at',
  draw: '/waiting_room/draw',
  turnMs: '/waiting_room/turn_seconds',
};

function pathOf(field: string): string {
  return PATHS[field] ?? `/${field}`;
}

function reading(app: App, gateway: Gateway): void {
  app.get(
    '/sales/:id',
    {
      schema: {
        operationId: 'getSale',
        summary: 'One sale',
        tags,
        params: IdParams,
        response: { 200: SaleRef },
      },
      config: { problems: ['not_found'], reads: ['If-None-Match'] },
    },
    async (request, reply) => {
      const sale = await existingSale(gateway, request.params.id);
      if (notModified(request, reply, tagOf(sale))) return reply;
      return saleDocument(sale);
    },
  );
  app.get(
    '/sales',
    {
      schema: {
        operationId: 'listSales',
        summary: 'Sales, in order of their scheduling',
        tags,
        querystring: ListSalesQuery,
        response: { 200: SalePage },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query;
      const { sales, more } = await gateway.sales.list(fromCursor('sale', cursor, isUuid), limit);
      const last = sales.at(-1)?.saleId;
      return {
        data: sales.map(saleDocument),
        next_cursor: more && last !== undefined ? toCursor('sale', last) : null,
      };
    },
  );
}

function steering(app: App, gateway: Gateway, action: SteerAction, summary: string): void {
  app.post(
    `/sales/:id/${action}`,
    {
      schema: {
        operationId: `${action}Sale`,
        summary,
        tags,
        params: IdParams,
        body: SteerSale,
        response: { 200: SaleRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'sale_action_not_possible', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request: FastifyRequest<{ Params: { id: string }; Body: { reason?: string } }>, reply: FastifyReply) => {
      const { id } = request.params;
      const seen = await currentSale(gateway, id);
      const expectedVersion = await revisionSeen(request, async () => seen.version);
      // What the clock changes has no version of its own. Whoever saw another one is told by the command, unless it was theirs.
      if (expectedVersion === seen.version) requireMatch(request, tagOf(seen));
      const { reason = '' } = request.body;
      const steeringId = request.operation?.id ?? gateway.newId();
      const asked = { action: `sale.${action}`, object: { kind: 'sale', id }, reason } as const;
      const sale = await onRecord(gateway, request, asked, async () => {
        const by = { steeringId, who: request.principal.id, why: reason, expectedVersion };
        const outcome = await gateway.sales.steer(id, action, by);
        if (outcome.kind === 'unknown_sale') throw notFound('sale', id);
        if (outcome.kind === 'version_changed') throw mismatch(request.headers['if-match']);
        if (outcome.kind === 'steered') return outcome.sale;
        const detail = `Sale ${id} is ${outcome.state}: ${action} is not possible.`;
        throw new Problem('sale_action_not_possible', detail, { members: { sale_state: outcome.state } });
      });
      reply.header('etag', tagOf(sale));
      return saleDocument(sale);
    },
  );
}
