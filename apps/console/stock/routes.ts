import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const STOCK_ROUTES: readonly Route[] = [
  { path: '/console/stock', page: pageLater(() => import('./levels-page.tsx'), 'LevelsPage') },
  { path: '/console/stock/holds', page: pageLater(() => import('./holds-page.tsx'), 'HoldsPage') },
  { path: '/console/stock/movements', page: pageLater(() => import('./movements-page.tsx'), 'MovementsPage') },
  { path: '/console/stock/import', page: pageLater(() => import('./import-page.tsx'), 'ImportPage') },
  { path: '/console/stock/skus/:sku', page: pageLater(() => import('./sku-page.tsx'), 'SkuPage') },
];
