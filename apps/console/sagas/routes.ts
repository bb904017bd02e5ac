import type { Route } from '../../web/router/router.tsx';
import { SagaPage } from './saga-page.tsx';
import { SagasPage } from './sagas-page.tsx';

export const SAGAS_ROUTES: readonly Route[] = [
  { path: '/console/sagas', page: SagasPage },
  { path: '/console/sagas/:id', page: SagaPage },
];
