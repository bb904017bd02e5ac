import type { FastifyReply, FastifyRequest } from 'fastify';
import { promotion } from '../../modules/promotion/contract.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { staffOnly } from '../access.ts';
import { type Coupon, couponDocument, existingCoupon, readChanges, readTerms } from '../coupons.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { etagOf, mismatch, notModified, revisionSeen } from '../preconditions.ts';
import { invalidField, notFound, Problem } from '../problem.ts';
import { DEFAULT_LIMIT } from '../schemas/building-blocks.ts';
import {
  AddCoupon,
  type AddCouponBody,
  ChangeCoupon,
  type CouponDocument,
  CouponPage,
  CouponParams,
  CouponRef,
  ListCouponsQuery,
} from '../schemas/coupons.ts';

const tags = ['Coupons'];

export function couponRoutes(app: App, gateway: Gateway): void {
  adding(app, gateway);
  reading(app, gateway);
  changing(app, gateway);
}

/** Changes refer to the version of the terms, which comes first: being used changes no terms. */
function tagOf({ revision, uses }: Coupon): string {
  return etagOf(revision, uses);
}

function shown(reply: FastifyReply, coupon: Coupon): CouponDocument {
  reply.header('etag', tagOf(coupon));
  return couponDocument(coupon);
}

function adding(app: App, gateway: Gateway): void {
  const read = (body: AddCouponBody) => readTerms(body, gateway.options.currency);
  app.post(
    '/coupons',
    {
      schema: {
        operationId: 'addCoupon',
        summary: 'Add a coupon',
        description: 'A percentage is rounded to whole minor units, a half upwards; no discount exceeds the goods.',
        tags,
        body: AddCoupon,
        response: { 201: CouponRef },
      },
      config: { problems: ['forbidden', 'code_taken'], answers: ['Location', 'ETag'] },
      onRequest: staffOnly,
      ...idempotent(gateway, read),
    },
    async (request, reply) => {
      const couponId = request.operation?.id ?? gateway.newId();
      const asked = promotion.createCoupon({ couponId, ...read(request.body) });
      const object = { kind: 'coupon', id: request.body.code.toUpperCase() };
      const coupon = await onRecord(gateway, request, { action: 'coupon.add', object }, async () => {
        const outcome = await gateway.doors.call(asked, { traceId: request.id });
        if (outcome.kind === 'invalidTerms') throw invalidField(`/${outcome.field}`, outcome.complaint);
        if (outcome.kind !== 'codeTaken') return outcome;
        throw new Problem('code_taken', `Another coupon has the code ${outcome.code}.`);
      });
      reply.code(201).header('location', `/v1/coupons/${encodeURIComponent(coupon.code)}`);
      return shown(reply, coupon);
    },
  );
}

function reading(app: App, gateway: Gateway): void {
  app.get(
    '/coupons/:code',
    {
      schema: {
        operationId: 'getCoupon',
        summary: 'One coupon, with its uses',
        tags,
        params: CouponParams,
        response: { 200: CouponRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const coupon = await existingCoupon(gateway, request.params.code, request.id);
      if (notModified(request, reply, tagOf(coupon))) return reply;
      return couponDocument(coupon);
    },
  );
  app.get(
    '/coupons',
    {
      schema: {
        operationId: 'listCoupons',
        summary: 'Coupons, in order of code',
        tags,
        querystring: ListCouponsQuery,
        response: { 200: CouponPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query;
      const afterCode = fromCursor('coupon', cursor, (code) => code !== '');
      const asked = promotion.listCoupons({ afterCode, limit });
      const { coupons, more } = await gateway.doors.call(asked, { traceId: request.id });
      const last = coupons.at(-1)?.code;
      return {
        data: coupons.map(couponDocument),
        next_cursor: more && last !== undefined ? toCursor('coupon', last) : null,
      };
    },
  );
}

function changing(app: App, gateway: Gateway): void {
  app.patch(
    '/coupons/:code',
    {
      schema: {
        operationId: 'changeCoupon',
        summary: 'Change whether, how often and how long a coupon can be used',
        description:
          'What is left out stays; null takes a limit or the end away. Orders that use it keep their discount.',
        tags,
        params: CouponParams,
        body: ChangeCoupon,
        response: { 200: CouponRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'limit_below_uses', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      ...idempotent(gateway, readChanges),
    },
    async (request, reply) => {
      const { code, revision } = await existingCoupon(gateway, request.params.code, request.id);
      const expectedRevision = await revisionSeen(request, async () => revision);
      const changeId = request.operation?.id ?? gateway.newId();
      const call = promotion.changeCoupon({ code, expectedRevision, changeId, ...readChanges(request.body) });
      const { reason } = request.body;
      const asked = { action: 'coupon.change', object: { kind: 'coupon', id: code }, reason } as const;
      const changed = await onRecord(gateway, request, asked, async () => {
        const outcome = await gateway.doors.call(call, { traceId: request.id });
        if (outcome.kind === 'changed') return outcome;
        throw changeRefusal(outcome, code, request);
      });
      return shown(reply, changed);
    },
  );
}

/** Why the terms stay as they are. */
function changeRefusal(
  outcome: Exclude<Reply<typeof promotion.changeCoupon>, { kind: 'changed' }>,
  code: string,
  request: FastifyRequest,
): Problem {
  switch (outcome.kind) {
    case 'notFound':
      return notFound('coupon', code);
    case 'stale':
      return mismatch(String(request.headers['if-match']));
    case 'invalidTerms':
      return invalidField(`/${outcome.field}`, outcome.complaint);
    case 'limitBelowUses': {
      const detail = `${code} has been used by ${outcome.uses} orders; ${outcome.field} cannot be less.`;
      return new Problem('limit_below_uses', detail, { members: { uses: outcome.uses } });
    }
  }
}
