import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { Movement, SkuStock } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { formatCount } from '../format/count.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { AdjustDialog } from './adjust-dialog.tsx';
import { MOVEMENT_COLUMNS } from './movements-page.tsx';

type Level = SkuStock['warehouses'][number];

const LEVELS: readonly Column<Level>[] = [
  { name: 'Warehouse', cell: ({ warehouse }) => warehouse },
  { name: 'On hand', numeric: true, cell: ({ on_hand }) => formatCount(on_hand) },
  { name: 'Reserved', numeric: true, cell: ({ reserved }) => formatCount(reserved) },
  { name: 'Available', numeric: true, cell: ({ available }) => formatCount(available) },
];

const OF_THIS_SKU = MOVEMENT_COLUMNS.filter(({ name }) => name !== 'SKU');

/** The SKU itself is the first of those that begin so. */
async function stockOf(sku: string, signal: AbortSignal): Promise<SkuStock | undefined> {
  const { data } = await call('GET /inventory', { query: { search: sku, limit: 1 } }, { signal });
  return data.find((stock) => stock.sku === sku);
}

/** One SKU: what there is of it in each warehouse, and how that came about. */
export function SkuPage({ params }: PageProps) {
  const { sku = '' } = params;
  const [adjusting, setAdjusting] = useState(false);
  const stock = useLoaded(sku, (signal) => stockOf(sku, signal));
  const pages = usePages<Movement>(sku, (cursor, signal) =>
    call('GET /stock-movements', { query: { sku, cursor, limit: 100 } }, { signal }),
  );
  const readAnew = (): void => {
    stock.reload();
    pages.reload();
  };
  return (
    <div className="stack">
      <PageHead
        title={sku}
        crumbs={[{ name: 'Stock', to: '/console/stock' }]}
        actions={<Button onClick={() => setAdjusting(true)}>Adjust</Button>}
      />
      <WhenLoaded loading={stock} what="stock" lines={3}>
        {(found) =>
          found === undefined ? (
            <Empty title="This SKU never had stock" />
          ) : (
            <Table
              caption={`Stock of ${sku} in each warehouse`}
              columns={LEVELS}
              rows={found.warehouses}
              keyOf={({ warehouse }) => warehouse}
            />
          )
        }
      </WhenLoaded>
      <h2>Movements</h2>
      <DataTable
        caption={`Movements of ${sku}, newest first`}
        columns={OF_THIS_SKU}
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Empty title="Nothing has come or gone" />}
      />
      <AdjustDialog
        sku={sku}
        open={adjusting}
        warehouses={stock.loaded.status === 'ready' ? (stock.loaded.value?.warehouses ?? []) : []}
        onClose={() => setAdjusting(false)}
        onDone={readAnew}
      />
    </div>
  );
}
