import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const LIVE_ROUTES: readonly Route[] = [
  { path: '/console', page: pageLater(() => import('./live-page.tsx'), 'LivePage') },
];
