import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const MESSAGES_ROUTES: readonly Route[] = [
  { path: '/console/messages', page: pageLater(() => import('./topics-page.tsx'), 'TopicsPage') },
  {
    path: '/console/messages/dead-letters',
    page: pageLater(() => import('./dead-letters-page.tsx'), 'DeadLettersPage'),
  },
  {
    path: '/console/messages/dead-letters/:id',
    page: pageLater(() => import('./dead-letter-page.tsx'), 'DeadLetterPage'),
  },
  { path: '/console/messages/streams', page: pageLater(() => import('./streams-page.tsx'), 'StreamsPage') },
  { path: '/console/messages/streams/:id', page: pageLater(() => import('./stream-page.tsx'), 'StreamPage') },
  { path: '/console/messages/projections', page: pageLater(() => import('./projections-page.tsx'), 'ProjectionsPage') },
];
