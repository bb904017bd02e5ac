import { Badge } from '../../web/design/badge.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { Saga } from '../../web/gen/http-types.ts';
import { formatClock, formatDuration, formatTime } from '../format/time.ts';
import { sagaTone, wordsOf } from '../format/tones.ts';
import { stepSpan } from './saga-times.ts';

type Step = Saga['steps'][number];
type LogRow = NonNullable<Saga['log']>[number];

const stepColumns = (nowMs: number): readonly Column<Step>[] => [
  { name: 'Step', cell: ({ name }) => name },
  { name: 'Status', cell: ({ status }) => <Badge tone={sagaTone(status)}>{wordsOf(status)}</Badge> },
  { name: 'Attempts', cell: ({ attempts }) => attempts, numeric: true },
  { name: 'Started', cell: ({ started_at }) => (started_at === null ? '–' : formatClock(started_at)), numeric: true },
  { name: 'Took', cell: (step) => tookText(step, nowMs), numeric: true },
  { name: 'Error', cell: ({ error }) => error ?? '' },
];

function tookText(step: Step, nowMs: number): string {
  const span = stepSpan(step, nowMs);
  return span === undefined ? '–' : formatDuration(span.endMs - span.startMs);
}

export function StepTable({ saga, nowMs }: { readonly saga: Saga; readonly nowMs: number }) {
  return (
    <Table caption="Steps of the saga" columns={stepColumns(nowMs)} rows={saga.steps} keyOf={({ name }) => name} />
  );
}

const LOG_COLUMNS: readonly Column<LogRow>[] = [
  { name: '#', cell: ({ sequence }) => sequence, numeric: true },
  { name: 'At', cell: ({ at }) => formatTime(at), numeric: true },
  { name: 'Event', cell: ({ event }) => wordsOf(event) },
  { name: 'Step', cell: ({ step }) => step },
  { name: 'Attempt', cell: ({ attempt }) => (attempt === 0 ? '' : attempt), numeric: true },
  { name: 'Said', cell: ({ error }) => error },
  { name: 'Trace', cell: ({ trace_id }) => <span className="mono">{trace_id.slice(0, 12)}</span> },
];

/** Every transition, as it was written. */
export function LogTable({ log }: { readonly log: readonly LogRow[] }) {
  return <Table caption="Log of the saga" columns={LOG_COLUMNS} rows={log} keyOf={({ sequence }) => `${sequence}`} />;
}

/** What people did to it. */
export function ActionList({ actions }: Pick<Saga, 'actions'>) {
  if (actions.length === 0) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>What operators did</h2>
      </div>
      <ul className="stack">
        {actions.map(({ at, action, by, reason }) => (
          <li key={at}>
            <span className="soft numeric">{formatTime(at)}</span> <strong>{action}</strong> by {by}: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
