import type { Route } from '../web/router/router.tsx';
import { AUDIT_ROUTES } from './audit/routes.ts';
import { LIVE_ROUTES } from './live/routes.ts';
import { MESSAGES_ROUTES } from './messages/routes.ts';
import { ORDERS_ROUTES } from './orders/routes.ts';
import { SAGAS_ROUTES } from './sagas/routes.ts';
import { SALES_ROUTES } from './sales/routes.ts';
import type { IconName } from './shell/icon.tsx';
import { STOCK_ROUTES } from './stock/routes.ts';

/** A subject of the console: a line in its navigation, and the pages below it. */
export interface Section {
  readonly name: string;
  /** Its first page. */
  readonly path: string;
  readonly icon: IconName;
  readonly routes: readonly Route[];
}

export const SECTIONS: readonly Section[] = [
  { name: 'Live', path: '/console', icon: 'pulse', routes: LIVE_ROUTES },
  { name: 'Orders', path: '/console/orders', icon: 'receipt', routes: ORDERS_ROUTES },
  { name: 'Sagas', path: '/console/sagas', icon: 'steps', routes: SAGAS_ROUTES },
  { name: 'Stock', path: '/console/stock', icon: 'boxes', routes: STOCK_ROUTES },
  { name: 'Sales', path: '/console/sales', icon: 'bolt', routes: SALES_ROUTES },
  { name: 'Messages', path: '/console/messages', icon: 'envelope', routes: MESSAGES_ROUTES },
  { name: 'Audit', path: '/console/audit', icon: 'shield', routes: AUDIT_ROUTES },
];

/** The section that a path is in. The first has the console's own path, which all others begin with. */
export function sectionOf(path: string): Section | undefined {
  const [first, ...others] = SECTIONS;
  return others.find((section) => path === section.path || path.startsWith(`${section.path}/`)) ?? first;
}
