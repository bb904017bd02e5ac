import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const STOCK_ROUTES: readonly Route[] = [{ path: '/console/stock', page: placeholderPage('Stock') }];
