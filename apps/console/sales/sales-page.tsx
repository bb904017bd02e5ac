import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { navigate } from '../../web/router/router.tsx';
import { formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { SaleState } from './sale-state.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';

function pathOfSale(id: string): string {
  return `/console/sales/${id}`;
}

const COLUMNS: readonly DataColumn<Sale>[] = [
  { name: 'Sale', widthRem: 8, cell: ({ id }) => <ShortId id={id} to={pathOfSale(id)} /> },
  { name: 'State', widthRem: 6, cell: (sale) => <SaleState {...sale} /> },
  { name: 'Product', widthRem: 10, cell: ({ product_id }) => product_id },
  { name: 'Left', widthRem: 5, numeric: true, cell: ({ remaining }) => formatCount(remaining) },
  { name: 'Of', widthRem: 4, numeric: true, cell: ({ quantity }) => formatCount(quantity) },
  { name: 'Price', widthRem: 6, numeric: true, cell: ({ price }) => formatMoney(price) },
  { name: 'Each', widthRem: 4, numeric: true, cell: ({ per_customer_limit: limit }) => formatCount(limit) },
  { name: 'Begins', widthRem: 9, cell: ({ starts_at }) => <span className="numeric">{formatTime(starts_at)}</span> },
  { name: 'Ends', widthRem: 9, cell: ({ ends_at }) => <span className="numeric">{formatTime(ends_at)}</span> },
  { name: 'Waiting room', widthRem: 8, cell: ({ waiting_room: room }) => (room === null ? '' : DRAWS[room.draw]) },
];

const DRAWS: Readonly<Record<string, string>> = { fair: 'Fair draw', arrival: 'By arrival' };

export function SalesPage() {
  const [scheduling, setScheduling] = useState(false);
  const pages = usePages<Sale>('', (cursor, signal) =>
    call('GET /sales', { query: { cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead
        title="Flash sales"
        actions={
          <Button look="primary" onClick={() => setScheduling(true)}>
            Schedule a sale
          </Button>
        }
      />
      <DataTable
        caption="Flash sales, in order of their scheduling"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No sale yet">
            <p>A sale sets units of a product aside and gives them to whoever comes first, or is drawn.</p>
          </Empty>
        }
      />
      <ScheduleDialog
        open={scheduling}
        onClose={() => setScheduling(false)}
        onScheduled={(sale) => navigate(pathOfSale(sale.id))}
      />
    </div>
  );
}
