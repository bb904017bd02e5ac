import type { RouteOptions } from 'fastify';
import { type AddRoutes, ROUTES } from '../create-gateway.ts';

/** All routes of the shop, and what a test plants among them; each is noted as it is registered. */
export function collectedRoutes(...planted: readonly AddRoutes[]): {
  readonly seen: readonly RouteOptions[];
  readonly routes: readonly AddRoutes[];
} {
  const seen: RouteOptions[] = [];
  const collect: AddRoutes = (app) => void app.addHook('onRoute', (route) => void seen.push(route));
  return { seen, routes: [collect, ...ROUTES, ...planted] };
}
