import { call } from '../../web/api/api.ts';
import { Empty } from '../../web/design/states.tsx';
import type { SkuStock } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { formatCount } from '../format/count.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { StockTabs } from './tabs.tsx';

const FILTERS: readonly Filter[] = [{ name: 'search', label: 'SKU begins with', kind: 'text', placeholder: '85123' }];

const COLUMNS: readonly DataColumn<SkuStock>[] = [
  {
    name: 'SKU',
    widthRem: 12,
    cell: ({ sku }) => (
      <Link to={pathOfSku(sku)} className="mono">
        {sku}
      </Link>
    ),
  },
  { name: 'On hand', widthRem: 7, numeric: true, cell: ({ on_hand }) => formatCount(on_hand) },
  { name: 'Reserved', widthRem: 7, numeric: true, cell: ({ reserved }) => formatCount(reserved) },
  { name: 'Available', widthRem: 7, numeric: true, cell: ({ available }) => formatCount(available) },
  {
    name: 'Available in each warehouse',
    widthRem: 22,
    cell: ({ warehouses }) =>
      warehouses.map(({ warehouse, available }) => `${warehouse} ${formatCount(available)}`).join(' · '),
  },
];

export function pathOfSku(sku: string): string {
  return `/console/stock/skus/${encodeURIComponent(sku)}`;
}

export function LevelsPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const pages = usePages<SkuStock>(queryOf(values), (cursor, signal) =>
    call('GET /inventory', { query: { ...values, cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Stock" />
      <StockTabs />
      <FilterBar filters={FILTERS} values={values} />
      <DataTable
        caption="Stock of each SKU"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ sku }) => sku}
        empty={
          <Empty title="No stock">
            <p>{values.search === undefined ? 'Nothing was ever put on a shelf.' : 'No SKU begins so.'}</p>
          </Empty>
        }
      />
    </div>
  );
}
