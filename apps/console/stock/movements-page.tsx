import { call } from '../../web/api/api.ts';
import { Empty } from '../../web/design/states.tsx';
import type { Movement } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { pathOfSku } from './levels-page.tsx';
import { StockTabs } from './tabs.tsx';

const FILTERS: readonly Filter[] = [{ name: 'sku', label: 'SKU', kind: 'text', placeholder: '85123A' }];

export const MOVEMENT_COLUMNS: readonly DataColumn<Movement>[] = [
  { name: 'When', widthRem: 10, cell: ({ at }) => <span className="numeric">{formatTime(at)}</span> },
  {
    name: 'SKU',
    widthRem: 11,
    cell: ({ sku }) => (
      <Link to={pathOfSku(sku)} className="mono">
        {sku}
      </Link>
    ),
  },
  { name: 'Warehouse', widthRem: 7, cell: ({ warehouse }) => warehouse },
  { name: 'Units', widthRem: 6, numeric: true, cell: ({ delta }) => signed(delta) },
  { name: 'Reason', widthRem: 20, cell: ({ reason }) => <span title={reason}>{reason}</span> },
  { name: 'Adjustment', widthRem: 9, cell: ({ id }) => <ShortId id={id} /> },
];

function signed(delta: number): string {
  return delta > 0 ? `+${formatCount(delta)}` : formatCount(delta).replace('-', '−');
}

/** The ledger: what is on hand is the sum of it. */
export function MovementsPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const pages = usePages<Movement>(queryOf(values), (cursor, signal) =>
    call('GET /stock-movements', { query: { ...values, cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Ledger of movements" />
      <StockTabs />
      <FilterBar filters={FILTERS} values={values} />
      <DataTable
        caption="Movements, newest first"
        columns={MOVEMENT_COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Empty title="Nothing has come or gone" />}
      />
    </div>
  );
}
