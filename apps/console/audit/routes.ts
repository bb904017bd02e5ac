import type { Route } from '../../web/router/router.tsx';
import { ActionsPage } from './actions-page.tsx';
import { AuditPage } from './audit-page.tsx';
import { DrillPage } from './drill-page.tsx';

export const AUDIT_ROUTES: readonly Route[] = [
  { path: '/console/audit', page: AuditPage },
  { path: '/console/audit/actions', page: ActionsPage },
  { path: '/console/audit/drill', page: DrillPage },
];
