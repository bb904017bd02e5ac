import type { Route } from '../../web/router/router.tsx';
import { SalePage } from './sale-page.tsx';
import { SalesPage } from './sales-page.tsx';

export const SALES_ROUTES: readonly Route[] = [
  { path: '/console/sales', page: SalesPage },
  { path: '/console/sales/:id', page: SalePage },
];
