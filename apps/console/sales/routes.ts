import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const SALES_ROUTES: readonly Route[] = [{ path: '/console/sales', page: placeholderPage('Sales') }];
