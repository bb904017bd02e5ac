import './messages.css';
import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Notice, Progress } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { Projection } from '../../web/gen/http-types.ts';
import { totalOf } from '../../web/sum-of.ts';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { counted, formatCount } from '../format/count.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { usePolled } from '../shell/use-polled.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { shareBuilt } from './share-built.ts';
import { MessageTabs } from './tabs.tsx';

const EVERY_MS = 1_000;

const STATES = {
  live: { name: 'Live', tone: 'positive' },
  rebuilding: { name: 'Rebuilding', tone: 'info' },
  building: { name: 'Building', tone: 'info' },
  failing: { name: 'Failing', tone: 'negative' },
} as const;

function columns(rebuild: (view: string) => void): readonly Column<Projection>[] {
  return [
    { name: 'View', cell: ({ name }) => name },
    { name: 'State', cell: ({ state }) => <ViewState state={state} /> },
    { name: 'Behind', cell: ({ active }) => active && <Lag lag={active.lag} /> },
    { name: 'Generation', numeric: true, cell: ({ active }) => active?.generation },
    { name: 'Records', numeric: true, cell: ({ active }) => active && formatCount(totalOf(active.position)) },
    { name: 'Built', cell: ({ active }) => active && <span className="numeric">{formatTime(active.started_at)}</span> },
    { name: 'Rebuild', cell: (view) => <Building view={view} onRebuild={() => rebuild(view.name)} /> },
  ];
}

function ViewState({ state }: Pick<Projection, 'state'>) {
  const known = Object.entries(STATES).find(([name]) => name === state)?.[1];
  return <Badge tone={known?.tone ?? 'neutral'}>{known?.name ?? state}</Badge>;
}

function Lag({ lag: { events, seconds } }: { readonly lag: { readonly events: number; readonly seconds: number } }) {
  if (events === 0) return <span className="soft">Up to date</span>;
  return (
    <span className="numeric">
      {counted(events, 'event')}, {formatDuration(seconds * 1_000)}
    </span>
  );
}

function Building({ view, onRebuild }: { readonly view: Projection; readonly onRebuild: () => void }) {
  const { name, building } = view;
  if (building === undefined) {
    return (
      <Button size="small" onClick={onRebuild} aria-label={`Rebuild the view ${name}`}>
        Rebuild
      </Button>
    );
  }
  const share = shareBuilt(building);
  return (
    <span className="message-lag">
      <Progress label={`Rebuild of ${name}`} value={share} />
      <span className="numeric soft">
        {Math.floor(share * 100)} % of {formatCount(totalOf(building.head))} records
      </span>
    </span>
  );
}

/** The views: how far behind their events they are, and how they are built anew beside what is read. */
export function ProjectionsPage() {
  const [rebuilding, setRebuilding] = useState<string>();
  const loading = usePolled('', EVERY_MS, (signal) => call('GET /admin/projections', {}, { signal }));
  return (
    <div className="stack">
      <PageHead title="Projections" />
      <MessageTabs />
      <WhenLoaded loading={loading} what="list of views" lines={4}>
        {({ data }) => (
          <>
            {data.flatMap(({ name, error }) =>
              error === undefined
                ? []
                : [
                    <Notice key={name} tone="negative">
                      {name}: {error}
                    </Notice>,
                  ],
            )}
            <Table caption="Views" columns={columns(setRebuilding)} rows={data} keyOf={({ name }) => name} />
          </>
        )}
      </WhenLoaded>
      <ReasonDialog
        open={rebuilding !== undefined}
        title={`Rebuild the view ${rebuilding ?? ''}?`}
        verb="Rebuild the view"
        act={(reason, idempotencyKey) =>
          call('POST /admin/rebuild-projections', { body: { view: rebuilding, reason } }, { idempotencyKey }).then(
            () => `The view ${rebuilding} is being built.`,
          )
        }
        onClose={() => setRebuilding(undefined)}
        onDone={loading.reload}
      >
        <p>
          It is built from its events beside what is read, and switched to once it has caught up. Readers see no gap,
          and never an empty view.
        </p>
      </ReasonDialog>
    </div>
  );
}
