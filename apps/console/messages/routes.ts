import type { Route } from '../../web/router/router.tsx';
import { placeholderPage } from '../shell/placeholder-page.tsx';

export const MESSAGES_ROUTES: readonly Route[] = [{ path: '/console/messages', page: placeholderPage('Messages') }];
