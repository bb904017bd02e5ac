import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const LIVE_ROUTES: readonly Route[] = [{ path: '/console', page: placeholderPage('Live') }];
