import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const SAGAS_ROUTES: readonly Route[] = [{ path: '/console/sagas', page: placeholderPage('Sagas') }];
