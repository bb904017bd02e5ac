import './audit.css';
import { useState } from 'react';
import { type Answer, call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Empty, Notice, Progress } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { AuditReport } from '../../web/gen/http-types.ts';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { counted, formatCount } from '../format/count.ts';
import { sentenceOf } from '../format/sentence-of.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { askForAudit } from './ask-for-audit.ts';
import { AuditTabs } from './tabs.tsx';

type PastAudit = Answer<'GET /audit/history'>['data'][number];
type Invariant = AuditReport['invariants'][number];

/** So many of the last audits are drawn beside each invariant. */
const SHOWN = 30;

interface OfOne {
  readonly name: string;
  /** Newest first. */
  readonly past: readonly PastAudit[];
}

function columns(past: readonly PastAudit[]): readonly Column<Invariant>[] {
  return [
    { name: 'Invariant', cell: ({ name }) => name.replaceAll('-', ' ') },
    {
      name: 'Holds',
      cell: ({ ok }) => <Badge tone={ok ? 'positive' : 'negative'}>{ok ? 'Holds' : 'Violated'}</Badge>,
    },
    { name: 'Violations', numeric: true, cell: ({ violations }) => formatCount(violations) },
    { name: 'Lately', cell: ({ name }) => <Lately name={name} past={past} /> },
    { name: 'Last violated', cell: ({ name }) => <LastViolated name={name} past={past} /> },
    { name: 'What was looked at', cell: ({ detail }) => <span className="soft audit-detail">{detail}</span> },
  ];
}

/** One mark an audit, the newest on the right. */
function Lately({ name, past }: OfOne) {
  const results = past
    .slice(0, SHOWN)
    .flatMap(({ report }) => report.invariants.filter((each) => each.name === name))
    .reverse();
  const violated = results.filter(({ ok }) => !ok).length;
  return (
    <span className="lately" role="img" aria-label={`Violated in ${violated} of the last ${results.length} audits`}>
      {results.map(({ ok }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks have no name but their place
        <span key={index} className={ok ? 'lately-mark' : 'lately-mark lately-violated'} />
      ))}
    </span>
  );
}

function LastViolated({ name, past }: OfOne) {
  const violated = past.find(({ report }) => report.invariants.some((each) => each.name === name && !each.ok));
  if (violated === undefined) return <span className="soft audit-never">Not in {counted(past.length, 'audit')}</span>;
  return <span className="numeric">{formatTime(violated.report.checked_at)}</span>;
}

const HISTORY: readonly Column<PastAudit>[] = [
  { name: 'When', cell: ({ report }) => <span className="numeric">{formatTime(report.checked_at)}</span> },
  {
    name: 'Result',
    cell: ({ report }) => (
      <Badge tone={report.ok ? 'positive' : 'negative'}>{report.ok ? 'Everything holds' : 'Violated'}</Badge>
    ),
  },
  { name: 'Took', numeric: true, cell: ({ took_ms: ms }) => formatDuration(ms) },
  {
    name: 'Violated',
    cell: ({ report }) =>
      report.invariants
        .filter(({ ok }) => !ok)
        .map(({ name, violations }) => `${name} (${formatCount(violations)})`)
        .join(', '),
  },
];

/** The invariants as they were last held against the running system, and how they were before. */
export function AuditPage() {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string>();
  const loading = useLoaded('', (signal) => call('GET /audit/history', {}, { signal }));

  const run = async (): Promise<void> => {
    setRunning(true);
    setFailure(undefined);
    try {
      await askForAudit();
      loading.reload();
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setRunning(false);
    }
  };

  return (
    <div className="stack">
      <PageHead
        title="Invariants"
        actions={
          <Button look="primary" busy={running} onClick={() => void run()}>
            Run the audit now
          </Button>
        }
      />
      <AuditTabs />
      {running && <Progress label="Running the audit" />}
      {failure !== undefined && (
        <Notice tone="negative" urgent>
          {failure}
        </Notice>
      )}
      <WhenLoaded loading={loading} what="history of audits" lines={14}>
        {({ data }) => <Results past={data} />}
      </WhenLoaded>
    </div>
  );
}

function Results({ past }: { readonly past: readonly PastAudit[] }) {
  const last = past[0]?.report;
  if (last === undefined) {
    return (
      <Empty title="Nobody has run an audit yet">
        <p>An audit compares every shelf, order, payment, hold, wallet, message and view, and changes nothing.</p>
      </Empty>
    );
  }
  return (
    <>
      <Table
        caption={`Invariants, at ${formatTime(last.checked_at)}`}
        columns={columns(past)}
        rows={last.invariants}
        keyOf={({ name }) => name}
      />
      <h2>Audits</h2>
      <Table caption="Audits, newest first" columns={HISTORY} rows={past} keyOf={({ report }) => report.checked_at} />
    </>
  );
}
