import { pageLater } from '../../web/router/page-later.tsx';
import type { Route } from '../../web/router/router.tsx';

export const AUDIT_ROUTES: readonly Route[] = [
  { path: '/console/audit', page: pageLater(() => import('./audit-page.tsx'), 'AuditPage') },
  { path: '/console/audit/actions', page: pageLater(() => import('./actions-page.tsx'), 'ActionsPage') },
  { path: '/console/audit/drill', page: pageLater(() => import('./drill-page.tsx'), 'DrillPage') },
];
