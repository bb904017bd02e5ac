import { call } from '../../web/api/api.ts';
import { formatMoment } from '../../web/api/moment.ts';
import { type Column, Table } from '../../web/design/table.tsx';
import type { Hold, Order } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { formatCount } from '../format/count.ts';
import { useTicking } from '../shell/use-ticking.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { HoldState } from '../stock/hold-state.tsx';
import { pathOfSku } from '../stock/levels-page.tsx';

/** So many units of a SKU in one warehouse, with the hold that they belong to. */
type HeldUnits = Hold['allocations'][number] & { readonly hold: Hold };

const columns = (nowMs: number): readonly Column<HeldUnits>[] => [
  {
    name: 'SKU',
    cell: ({ sku }) => (
      <Link to={pathOfSku(sku)} className="mono">
        {sku}
      </Link>
    ),
  },
  { name: 'Warehouse', cell: ({ warehouse }) => warehouse },
  { name: 'Quantity', numeric: true, cell: ({ quantity }) => formatCount(quantity) },
  {
    name: 'Status',
    cell: ({ hold }) => (
      <>
        {hold.status === 'held' && 'Held '}
        <HoldState hold={hold} nowMs={nowMs} />
      </>
    ),
  },
  { name: 'Held until', cell: ({ hold }) => <span className="numeric">{formatMoment(hold.expires_at)}</span> },
];

/** What is on the shelves for the order, or was: read anew when the order has changed. */
export function OrderHolds({ order: { id, status } }: { readonly order: Order }) {
  const loading = useLoaded(`${id} ${status}`, (signal) =>
    call('GET /orders/{id}/holds', { path: { id } }, { signal }),
  );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Stock held</h2>
      </div>
      <WhenLoaded loading={loading} what="stock held" lines={2}>
        {({ data }) => <Held holds={data} />}
      </WhenLoaded>
    </section>
  );
}

function Held({ holds }: { readonly holds: readonly Hold[] }) {
  const nowMs = useTicking(1_000);
  // A hold of nothing stands for one that was given back before it came.
  const rows = holds.flatMap((hold) => hold.allocations.map((allocation) => ({ ...allocation, hold })));
  if (rows.length === 0) return <p className="soft">Nothing was held for it.</p>;
  return (
    <Table
      caption="Stock held"
      columns={columns(nowMs)}
      rows={rows}
      keyOf={({ hold, sku, warehouse }) => `${hold.id} ${warehouse} ${sku}`}
    />
  );
}
