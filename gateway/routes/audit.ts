import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { AuditReportRef } from '../schemas/operations.ts';

export function auditRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/audit',
    {
      schema: {
        operationId: 'audit',
        summary: 'Hold the invariants against the running system',
        description: 'A violation is an answer, not an error: 200 with `ok: false`.',
        tags: ['Audit'],
        response: { 200: AuditReportRef },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => {
      const { ok, checkedAtMs, invariants } = await gateway.audit.run();
      return { ok, checked_at: new Date(checkedAtMs).toISOString(), invariants: [...invariants] };
    },
  );
}
