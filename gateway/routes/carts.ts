import type { FastifyReply, FastifyRequest } from 'fastify';
import { cart } from '../../modules/cart/contract.ts';
import { type Cart, cartDocument, cartRefusal, existingCart } from '../carts.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { describe } from '../orders/quote.ts';
import { etagOf, revisionSeen } from '../preconditions.ts';
import { Problem } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { AddItem, type CartDocument, CartRef, ChangeItem, CreateCart, ItemParams } from '../schemas/carts.ts';

const tags = ['Carts'];

export function cartRoutes(app: App, gateway: Gateway): void {
  const once = idempotent(gateway);
  /** The tag is the cart's own version, which changes refer to; prices may move under it. */
  const shown = (request: FastifyRequest, reply: FastifyReply, current: Cart): Promise<CartDocument> => {
    reply.header('etag', etagOf(current.version));
    return cartDocument(gateway, current, request.id);
  };

  app.post(
    '/carts',
    {
      schema: {
        operationId: 'createCart',
        summary: 'Start a cart',
        tags,
        body: CreateCart,
        response: { 201: CartRef },
      },
      config: { answers: ['Location', 'ETag'] },
      preValidation: bodyIsOptional,
      ...once,
    },
    async (request, reply) => {
      const cartId = request.operation?.id ?? gateway.newId();
      const created = await gateway.doors.call(cart.createCart({ cartId }), { traceId: request.id });
      reply.code(201).header('location', `/v1/carts/${cartId}`);
      return shown(request, reply, created);
    },
  );
  app.get(
    '/carts/:id',
    {
      schema: {
        operationId: 'getCart',
        summary: 'A cart, priced as of now',
        tags,
        params: IdParams,
        response: { 200: CartRef },
      },
      config: { problems: ['not_found'], answers: ['ETag'] },
    },
    async (request, reply) => shown(request, reply, await existingCart(gateway, request.params.id, request.id)),
  );
  itemRoutes(app, gateway, shown);
}

type Shown = (request: FastifyRequest, reply: FastifyReply, current: Cart) => Promise<CartDocument>;

const ITEM_CONFIG = {
  problems: ['not_found', 'cart_checked_out', 'cart_too_large', 'version_mismatch'],
  reads: ['If-Match'],
  answers: ['ETag'],
} as const;

function itemRoutes(app: App, gateway: Gateway, shown: Shown): void {
  const once = idempotent(gateway);
  app.post(
    '/carts/:id/items',
    {
      schema: {
        operationId: 'addItem',
        summary: 'Add to what the cart has of a product',
        tags,
        params: IdParams,
        body: AddItem,
        response: { 200: CartRef },
      },
      config: { ...ITEM_CONFIG, problems: [...ITEM_CONFIG.problems, 'unknown_product'] },
      ...once,
    },
    async (request, reply) => {
      const { id } = request.params;
      const { product_id: productId, quantity } = request.body;
      await existingCart(gateway, id, request.id);
      await requireProduct(gateway, productId, request.id);
      const asked = cart.addItem({ ...(await changeOf(gateway, request, id)), productId, quantity });
      const outcome = await gateway.doors.call(asked, { traceId: request.id });
      if (outcome.kind === 'added') return shown(request, reply, outcome);
      throw cartRefusal(outcome, id, request.headers['if-match']);
    },
  );
  app.patch(
    '/carts/:id/items/:product_id',
    {
      schema: {
        operationId: 'changeItem',
        summary: 'Set how many of a product the cart has',
        tags,
        params: ItemParams,
        body: ChangeItem,
        response: { 200: CartRef },
      },
      config: ITEM_CONFIG,
      ...once,
    },
    async (request, reply) => {
      const { id, product_id: productId } = request.params;
      const { quantity } = request.body;
      const asked = cart.changeItem({ ...(await changeOf(gateway, request, id)), productId, quantity });
      const outcome = await gateway.doors.call(asked, { traceId: request.id });
      if (outcome.kind === 'changed') return shown(request, reply, outcome);
      throw cartRefusal(outcome, id, request.headers['if-match']);
    },
  );
  app.delete(
    '/carts/:id/items/:product_id',
    {
      schema: {
        operationId: 'removeItem',
        summary: 'Take a product out',
        tags,
        params: ItemParams,
        response: { 200: CartRef },
      },
      config: ITEM_CONFIG,
      ...once,
    },
    async (request, reply) => {
      const { id, product_id: productId } = request.params;
      const asked = cart.removeItem({ ...(await changeOf(gateway, request, id)), productId });
      const outcome = await gateway.doors.call(asked, { traceId: request.id });
      if (outcome.kind === 'removed') return shown(request, reply, outcome);
      throw cartRefusal(outcome, id, request.headers['if-match']);
    },
  );
}

/** What every change of a cart says: which cart, as the caller saw it, and an id by which the same call is known again. */
async function changeOf(gateway: Gateway, request: FastifyRequest, cartId: string) {
  const current = async (): Promise<number> => (await existingCart(gateway, cartId, request.id)).version;
  const expectedVersion = await revisionSeen(request, current);
  return { cartId, expectedVersion, changeId: request.operation?.id ?? '' };
}

async function requireProduct(gateway: Gateway, productId: string, traceId: string): Promise<void> {
  const products = await describe(gateway, [productId], traceId);
  if (products.has(productId)) return;
  const errors = [{ path: '/product_id', message: 'is not a known product' }];
  throw new Problem('unknown_product', `There is no product ${JSON.stringify(productId)}.`, { errors });
}
