import type { Route } from '../../web/router/router.tsx';
import { HoldsPage } from './holds-page.tsx';
import { LevelsPage } from './levels-page.tsx';
import { MovementsPage } from './movements-page.tsx';
import { SkuPage } from './sku-page.tsx';

export const STOCK_ROUTES: readonly Route[] = [
  { path: '/console/stock', page: LevelsPage },
  { path: '/console/stock/holds', page: HoldsPage },
  { path: '/console/stock/movements', page: MovementsPage },
  { path: '/console/stock/skus/:sku', page: SkuPage },
];
