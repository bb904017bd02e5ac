import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const ORDERS_ROUTES: readonly Route[] = [
  { path: '/console/orders', page: pageLater(() => import('./orders-page.tsx'), 'OrdersPage') },
  { path: '/console/orders/:id', page: pageLater(() => import('./order-page.tsx'), 'OrderPage') },
];
