import type { Route } from '../web/router/router.tsx';
import { OverviewPage } from './overview/overview-page.tsx';

/** Where each page is. The gateway serves the console at /console and below. */
export const ROUTES: readonly Route[] = [{ path: '/console', page: OverviewPage }];
