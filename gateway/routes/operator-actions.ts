import { isUuid } from '../../platform/kernel/ids.ts';
import type { OperatorEntry } from '../../platform/operators/operator-log.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { DEFAULT_LIMIT } from '../schemas/building-blocks.ts';
import {
  ListOperatorActionsQuery,
  type OperatorActionDocument,
  OperatorActionPage,
} from '../schemas/operator-actions.ts';

export function operatorActionRoutes(app: App, { operatorLog }: Gateway): void {
  app.get(
    '/operator-actions',
    {
      schema: {
        operationId: 'listOperatorActions',
        summary: 'What staff did to the shop, newest first',
        tags: ['Operators'],
        querystring: ListOperatorActionsQuery,
        response: { 200: OperatorActionPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { action, limit = DEFAULT_LIMIT, cursor } = request.query;
      const before = fromCursor('operator-action', cursor, isUuid);
      const { entries, more } = await operatorLog.list({
        ...(action === undefined ? {} : { action }),
        ...(before === '' ? {} : { before }),
        limit,
      });
      const last = entries.at(-1)?.entryId;
      return {
        data: entries.map(documentOf),
        next_cursor: more && last !== undefined ? toCursor('operator-action', last) : null,
      };
    },
  );
}

function documentOf(entry: OperatorEntry): OperatorActionDocument {
  const { entryId, atMs, actor, action, object, reason, traceId, outcome } = entry;
  return {
    id: entryId,
    at: new Date(atMs).toISOString(),
    actor,
    action,
    object: { ...object },
    reason,
    trace_id: traceId,
    outcome,
  };
}
