import type { AuditReport } from '../../views/audit/door.ts';
import { staffOnly } from '../access.ts';
import type { App, Gateway } from '../dependencies.ts';
import { AuditHistory, AuditReportRef } from '../schemas/operations.ts';

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
    async () => reportDocument(await gateway.audit.run()),
  );
  app.get(
    '/audit/history',
    {
      schema: {
        operationId: 'listAudits',
        summary: 'What audits found, newest first',
        description: 'The last hundred, whichever host ran them. Runs none.',
        tags: ['Audit'],
        response: { 200: AuditHistory },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async () => ({
      data: (await gateway.audit.past()).map(({ report, tookMs }) => ({
        took_ms: tookMs,
        report: reportDocument(report),
      })),
    }),
  );
}

function reportDocument({ ok, checkedAtMs, invariants }: AuditReport) {
  return { ok, checked_at: new Date(checkedAtMs).toISOString(), invariants: [...invariants] };
}
