import type { Route } from '../../web/router/router.tsx';
import { AuditPage } from './audit-page.tsx';

export const AUDIT_ROUTES: readonly Route[] = [{ path: '/console/audit', page: AuditPage }];
