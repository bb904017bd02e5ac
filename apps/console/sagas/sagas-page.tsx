import { useState } from 'react';
import { call, type Input } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Saga } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { sumOf } from '../../web/sum-of.ts';
import { BulkDialog } from '../actions/bulk-dialog.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatDuration, formatTime } from '../format/time.ts';
import { sagaTone, wordsOf } from '../format/tones.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { spanOf, stepNow } from './saga-times.ts';

type SagaQuery = NonNullable<Input<'GET /sagas'>['query']>;

const STATUSES = ['parked', 'in_progress', 'compensating', 'completed', 'compensated', 'pending'];
const FILTERS: readonly Filter[] = [
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    options: STATUSES.map((status) => ({ value: status, label: wordsOf(status) })),
  },
  { name: 'name', label: 'Name', kind: 'text', placeholder: 'checkout.v1' },
];

const COLUMNS: readonly DataColumn<Saga>[] = [
  {
    name: 'Saga',
    widthRem: 7,
    cell: ({ saga_id }) => <ShortId id={saga_id} to={`/console/sagas/${saga_id}`} />,
  },
  { name: 'Name', widthRem: 7.5, cell: ({ name }) => name },
  { name: 'Status', widthRem: 7.5, cell: ({ status }) => <Badge tone={sagaTone(status)}>{wordsOf(status)}</Badge> },
  { name: 'Order', widthRem: 7, cell: ({ order_id }) => <ShortId id={order_id} to={`/console/orders/${order_id}`} /> },
  { name: 'At step', widthRem: 9, cell: (saga) => stepNow(saga)?.name ?? '' },
  { name: 'Error', widthRem: 9, cell: (saga) => stepNow(saga)?.error ?? '' },
  {
    name: 'Attempts',
    widthRem: 4.5,
    numeric: true,
    cell: ({ steps }) => sumOf(steps, ({ attempts }) => attempts),
  },
  {
    name: 'Began',
    widthRem: 8,
    numeric: true,
    cell: ({ steps }) => (steps[0]?.started_at ? formatTime(steps[0].started_at) : '–'),
  },
  { name: 'Took', widthRem: 5, numeric: true, cell: tookText },
];

function tookText({ steps }: Saga): string {
  const span = spanOf(steps, Date.now());
  return span === undefined ? '–' : formatDuration(span.endMs - span.startMs);
}

export function SagasPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const [bulk, setBulk] = useState(false);
  const load = (cursor: string | undefined, signal: AbortSignal) =>
    call('GET /sagas', { query: { ...(values as SagaQuery), cursor, limit: 100 } }, { signal });
  const pages = usePages(queryOf(values), load);
  return (
    <div className="stack">
      <PageHead
        title="Sagas"
        actions={
          <Button size="small" busy={pages.busy} onClick={pages.reload}>
            Refresh
          </Button>
        }
      />
      <FilterBar filters={FILTERS} values={values}>
        {values.status === 'parked' && (
          <Button size="small" onClick={() => setBulk(true)}>
            Retry these…
          </Button>
        )}
      </FilterBar>
      <DataTable
        caption="Sagas"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ saga_id }) => saga_id}
        empty={<Empty title={values.status === 'parked' ? 'No saga waits for a person' : 'No saga matches'} />}
      />
      <BulkDialog
        open={bulk}
        title="Retry sagas"
        noun="saga"
        verb="Retry"
        load={async (cursor, signal) => {
          const { data, next_cursor } = await load(cursor, signal);
          return { data: data.map(({ saga_id }) => saga_id), next_cursor };
        }}
        act={(id, reason, idempotencyKey) =>
          call('POST /sagas/{id}/retry', { path: { id }, body: { reason } }, { idempotencyKey })
        }
        pathOf={(id) => `/console/sagas/${id}`}
        onClose={() => setBulk(false)}
        onDone={pages.reload}
      >
        <p>The step that each is stuck at is sent once more.</p>
      </BulkDialog>
    </div>
  );
}
