import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const SAGAS_ROUTES: readonly Route[] = [
  { path: '/console/sagas', page: pageLater(() => import('./sagas-page.tsx'), 'SagasPage') },
  { path: '/console/sagas/:id', page: pageLater(() => import('./saga-page.tsx'), 'SagaPage') },
];
