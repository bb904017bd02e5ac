import { useState } from 'react';
import { call, type Input } from '../../web/api/api.ts';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Hold } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { counted, formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { useTicking } from '../shell/use-ticking.ts';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { HoldState } from './hold-state.tsx';
import { StockTabs } from './tabs.tsx';

type HoldQuery = Input<'GET /holds'>['query'];

const FILTERS: readonly Filter[] = [
  {
    name: 'status',
    label: 'Show',
    kind: 'choice',
    options: [
      { value: 'confirmed', label: 'Sold' },
      { value: 'released', label: 'Given back' },
    ],
  },
];

function columns(nowMs: number, release: (hold: Hold) => void): readonly DataColumn<Hold>[] {
  return [
    { name: 'Order', widthRem: 9, cell: ({ id }) => <ShortId id={id} to={`/console/orders/${id}`} /> },
    { name: 'Time left', widthRem: 8, cell: (hold) => <HoldState hold={hold} nowMs={nowMs} /> },
    { name: 'Units', widthRem: 5, numeric: true, cell: ({ units }) => formatCount(units) },
    {
      name: 'What',
      widthRem: 22,
      cell: ({ allocations }) =>
        allocations.map(({ sku, warehouse, quantity }) => `${quantity} × ${sku} (${warehouse})`).join(', '),
    },
    {
      name: 'Sale',
      widthRem: 9,
      cell: ({ sale_id: saleId }) => saleId && <ShortId id={saleId} to={`/console/sales/${saleId}`} />,
    },
    {
      name: 'Action',
      widthRem: 6,
      cell: (hold) =>
        hold.status === 'held' && (
          <Button size="small" look="quiet" onClick={() => release(hold)} aria-label={`Release the hold of ${hold.id}`}>
            Release
          </Button>
        ),
    },
  ];
}

/** Who has which stock until when. */
export function HoldsPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const nowMs = useTicking(1_000);
  const [releasing, setReleasing] = useState<Hold>();
  const pages = usePages<Hold>(queryOf(values), (cursor, signal) =>
    call('GET /holds', { query: { ...(values as HoldQuery), cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Live holds" actions={<Button onClick={pages.reload}>Read anew</Button>} />
      <StockTabs />
      <FilterBar filters={FILTERS} values={values} />
      <DataTable
        caption="Holds"
        columns={columns(nowMs, setReleasing)}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title={values.status === undefined ? 'Nothing is held' : 'There are none'}>
            <p>
              An order holds its stock for the moment between its beginning and its payment.{' '}
              <Link to="/console/orders">The orders are here.</Link>
            </p>
          </Empty>
        }
      />
      <ReasonDialog
        open={releasing !== undefined}
        title="Release this hold?"
        verb="Release the stock"
        danger
        act={(reason, idempotencyKey) =>
          call(
            'POST /holds/{id}/release',
            { path: { id: releasing?.id ?? '' }, body: { reason } },
            { idempotencyKey },
          ).then(({ units }) => `${counted(units, 'unit')} given back.`)
        }
        onClose={() => setReleasing(undefined)}
        onDone={pages.reload}
      >
        <p>
          {counted(releasing?.units ?? 0, 'unit')} become available to everybody. The order is cancelled as if its time
          had run out, and nothing is charged.
        </p>
      </ReasonDialog>
    </div>
  );
}
