import type { Route } from '../../web/router/router.tsx';
import { OrderPage } from './order-page.tsx';
import { OrdersPage } from './orders-page.tsx';

export const ORDERS_ROUTES: readonly Route[] = [
  { path: '/console/orders', page: OrdersPage },
  { path: '/console/orders/:id', page: OrderPage },
];
