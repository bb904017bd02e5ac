import { useState } from 'react';
import { call, type Input } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { DeadLetter } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { BulkDialog } from '../actions/bulk-dialog.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { MessageTabs } from './tabs.tsx';

type LetterQuery = Input<'GET /dead-letters'>['query'];

const FILTERS: readonly Filter[] = [
  { name: 'consumer', label: 'Consumer', kind: 'text', placeholder: 'cancellation' },
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    options: [
      { value: 'dead', label: 'Dead' },
      { value: 'redriven', label: 'Redriven' },
      { value: 'delivered', label: 'Delivered' },
    ],
  },
];

const COLUMNS: readonly DataColumn<DeadLetter>[] = [
  { name: 'Letter', widthRem: 5, cell: ({ id }) => <Link to={pathOfLetter(id)}>{`№ ${id}`}</Link> },
  { name: 'Status', widthRem: 6, cell: ({ status }) => <LetterStatus status={status} /> },
  { name: 'Failed', widthRem: 9, cell: ({ failed_at: at }) => <span className="numeric">{formatTime(at)}</span> },
  { name: 'Consumer', widthRem: 10, cell: ({ consumer }) => consumer },
  { name: 'Event', widthRem: 14, cell: ({ type }) => type },
  { name: 'Tries', widthRem: 4, numeric: true, cell: ({ attempts }) => attempts },
  { name: 'Cause', widthRem: 24, cell: ({ cause }) => <span title={cause}>{cause}</span> },
];

function pathOfLetter(id: string): string {
  return `/console/messages/dead-letters/${id}`;
}

export function LetterStatus({ status }: Pick<DeadLetter, 'status'>) {
  if (status === 'dead') return <Badge tone="negative">Dead</Badge>;
  return status === 'redriven' ? <Badge tone="caution">Redriven</Badge> : <Badge tone="positive">Delivered</Badge>;
}

export function DeadLettersPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const { consumer } = values;
  const [redriving, setRedriving] = useState(false);
  const pages = usePages<DeadLetter>(queryOf(values), (cursor, signal) =>
    call('GET /dead-letters', { query: { ...(values as LetterQuery), cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Dead letters" />
      <MessageTabs />
      <FilterBar filters={FILTERS} values={values}>
        <Button onClick={() => setRedriving(true)}>Redrive the dead ones</Button>
      </FilterBar>
      <DataTable
        caption="Dead letters, newest first"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No dead letters">
            <p>A message that a consumer could not take in five tries is kept here, with its cause and its payload.</p>
          </Empty>
        }
      />
      <BulkDialog
        open={redriving}
        title={consumer === undefined ? 'Redrive dead letters' : `Redrive dead letters of ${consumer}`}
        noun="letter"
        verb="Redrive"
        load={async (cursor, signal) => {
          const asked = { consumer, status: 'dead' as const, cursor, limit: 100 };
          const page = await call('GET /dead-letters', { query: asked }, { signal });
          return { data: page.data.map(({ id }) => id), next_cursor: page.next_cursor };
        }}
        act={(id, reason, idempotencyKey) =>
          call('POST /dead-letters/{id}/redrive', { path: { id }, body: { reason } }, { idempotencyKey })
        }
        pathOf={pathOfLetter}
        onClose={() => setRedriving(false)}
        onDone={pages.reload}
      >
        <p>Each joins the end of its queue, after later messages of its key, and has five tries again.</p>
      </BulkDialog>
    </div>
  );
}
