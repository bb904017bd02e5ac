import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Wallet } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { MessageTabs } from './tabs.tsx';

const FILTERS: readonly Filter[] = [{ name: 'customer_id', label: 'Customer', kind: 'text', placeholder: 'cust_123' }];

const COLUMNS: readonly DataColumn<Wallet>[] = [
  { name: 'Stream', widthRem: 9, cell: ({ id }) => <ShortId id={id} to={`/console/messages/streams/${id}`} /> },
  { name: 'Customer', widthRem: 14, cell: ({ customer_id: customer }) => customer },
  {
    name: 'Status',
    widthRem: 6,
    cell: ({ status }) => <Badge tone={status === 'open' ? 'positive' : 'neutral'}>{status}</Badge>,
  },
  { name: 'Events', widthRem: 6, numeric: true, cell: ({ version }) => formatCount(version) },
  { name: 'Balance', widthRem: 8, numeric: true, cell: ({ balance }) => formatMoney(balance) },
];

/** What is kept as events: wallets. Each is a stream, and each of its versions can be looked at. */
export function StreamsPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const pages = usePages<Wallet>(queryOf(values), (cursor, signal) =>
    call('GET /wallets', { query: { ...values, cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Event streams" />
      <MessageTabs />
      <FilterBar filters={FILTERS} values={values} />
      <DataTable
        caption="Streams of wallets"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No stream yet">
            <p>Wallets are kept as the events that made them so. Nobody has opened one.</p>
          </Empty>
        }
      />
    </div>
  );
}
