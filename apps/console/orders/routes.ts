import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const ORDERS_ROUTES: readonly Route[] = [{ path: '/console/orders', page: placeholderPage('Orders') }];
