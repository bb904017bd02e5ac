import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const SALES_ROUTES: readonly Route[] = [
  { path: '/console/sales', page: pageLater(() => import('./sales-page.tsx'), 'SalesPage') },
  { path: '/console/sales/:id', page: pageLater(() => import('./sale-page.tsx'), 'SalePage') },
];
