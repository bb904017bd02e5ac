import type { Route } from '../../web/router/router.tsx';
import { DeadLetterPage } from './dead-letter-page.tsx';
import { DeadLettersPage } from './dead-letters-page.tsx';
import { ProjectionsPage } from './projections-page.tsx';
import { StreamPage } from './stream-page.tsx';
import { StreamsPage } from './streams-page.tsx';
import { TopicsPage } from './topics-page.tsx';

export const MESSAGES_ROUTES: readonly Route[] = [
  { path: '/console/messages', page: TopicsPage },
  { path: '/console/messages/dead-letters', page: DeadLettersPage },
  { path: '/console/messages/dead-letters/:id', page: DeadLetterPage },
  { path: '/console/messages/streams', page: StreamsPage },
  { path: '/console/messages/streams/:id', page: StreamPage },
  { path: '/console/messages/projections', page: ProjectionsPage },
];
