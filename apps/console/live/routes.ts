import type { Route } from '../../web/router/router.tsx';
import { LivePage } from './live-page.tsx';

export const LIVE_ROUTES: readonly Route[] = [{ path: '/console', page: LivePage }];
