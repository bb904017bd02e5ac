import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Failed, Skeleton } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { AuditReport } from '../../web/gen/http-types.ts';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { PageHead } from '../shell/page-head.tsx';

type Invariant = AuditReport['invariants'][number];

const COLUMNS: readonly Column<Invariant>[] = [
  { name: 'Invariant', cell: ({ name }) => name },
  { name: 'Holds', cell: ({ ok }) => <Badge tone={ok ? 'positive' : 'negative'}>{ok ? 'Holds' : 'Violated'}</Badge> },
  { name: 'Violations', cell: ({ violations }) => violations, numeric: true },
];

export function AuditPage() {
  const { loaded, reload } = useLoaded('', (signal) => call('GET /audit', {}, { signal }));
  return (
    <div className="stack">
      <PageHead title="Invariants" />
      {loaded.status === 'loading' && <Skeleton lines={10} label="Running the audit" />}
      {loaded.status === 'failed' && <Failed title="The audit could not be run" onRetry={reload} />}
      {loaded.status === 'ready' && (
        <Table caption="Invariants" columns={COLUMNS} rows={loaded.value.invariants} keyOf={({ name }) => name} />
      )}
    </div>
  );
}
