import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { BulkDialog } from '../actions/bulk-dialog.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { filterValues, queryOf } from '../filters/filter-values.ts';
import { formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatTime } from '../format/time.ts';
import { orderTone, wordsOf } from '../format/tones.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { ExportOrders } from './export-orders.tsx';
import { loadOrders, ORDER_FILTERS } from './order-filters.ts';

const COLUMNS: readonly DataColumn<Order>[] = [
  { name: 'Order', widthRem: 7, cell: ({ id }) => <ShortId id={id} to={`/console/orders/${id}`} /> },
  { name: 'Status', widthRem: 7.5, cell: ({ status }) => <Badge tone={orderTone(status)}>{status}</Badge> },
  { name: 'Reason', widthRem: 8.5, cell: ({ reason = '' }) => wordsOf(reason) },
  { name: 'Customer', widthRem: 8, cell: ({ customer_id }) => customer_id },
  {
    name: 'Items',
    widthRem: 10,
    cell: ({ items }) => items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', '),
  },
  { name: 'Units', widthRem: 3.5, numeric: true, cell: ({ item_count }) => formatCount(item_count) },
  { name: 'Total', widthRem: 6, numeric: true, cell: ({ total }) => formatMoney(total) },
  { name: 'Payment', widthRem: 6, cell: ({ payment }) => wordsOf(payment?.status ?? '') },
  { name: 'Placed', widthRem: 8, numeric: true, cell: ({ created_at }) => formatTime(created_at) },
];

export function OrdersPage({ query }: PageProps) {
  const values = filterValues(query, ORDER_FILTERS);
  const [bulk, setBulk] = useState(false);
  const pages = usePages(queryOf(values), (cursor, signal) => loadOrders(values, cursor, signal));
  const isFiltered = Object.keys(values).length > 0;
  return (
    <div className="stack">
      <PageHead
        title="Orders"
        actions={
          <>
            <ExportOrders key={queryOf(values)} values={values} />
            <Button size="small" busy={pages.busy} onClick={pages.reload}>
              Refresh
            </Button>
          </>
        }
      />
      <FilterBar filters={ORDER_FILTERS} values={values}>
        {isFiltered && values.status !== 'CANCELLED' && pages.rows.length > 0 && (
          <Button size="small" look="danger" onClick={() => setBulk(true)}>
            Cancel these…
          </Button>
        )}
      </FilterBar>
      <DataTable
        caption="Orders"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Empty title={isFiltered ? 'No order matches' : 'Nobody has ordered yet'} />}
      />
      <BulkDialog
        open={bulk}
        title="Cancel orders"
        noun="order"
        verb="Cancel"
        load={async (cursor, signal) => {
          const { data, next_cursor } = await loadOrders(values, cursor, signal);
          return { data: data.filter(({ status }) => status !== 'CANCELLED').map(({ id }) => id), next_cursor };
        }}
        act={(id, reason, idempotencyKey) =>
          call('POST /orders/{id}/cancel', { path: { id }, body: { reason } }, { idempotencyKey })
        }
        pathOf={(id) => `/console/orders/${id}`}
        onClose={() => setBulk(false)}
        onDone={pages.reload}
      >
        <p>Stock and money of each go back. Orders that are cancelled already are left out.</p>
      </BulkDialog>
    </div>
  );
}
