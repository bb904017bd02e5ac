import './order.css';
import { useEffect, useState } from 'react';
import { call, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { formatCount } from '../format/count.ts';
import { orderTone, wordsOf } from '../format/tones.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { OrderHolds } from './order-holds.tsx';
import { OrderFacts, OrderPayment, OrderShipments, OrderTimeline } from './order-panels.tsx';
import { OrderSaga } from './order-saga.tsx';

const CRUMBS = [{ name: 'Orders', to: '/console/orders' }];

export function OrderPage({ params }: PageProps) {
  const id = params.id ?? '';
  const loading = useLoaded(id, (signal) => call('GET /orders/{id}', { path: { id } }, { signal }));
  const { loaded, reload } = loading;
  const order = loaded.status === 'ready' ? loaded.value : undefined;
  useEvents(order, reload);
  return (
    <div className="stack">
      <PageHead
        title={`Order …${id.slice(-10)}`}
        crumbs={CRUMBS}
        beside={order && <Badge tone={orderTone(order.status)}>{order.status}</Badge>}
        actions={
          <>
            <Button size="small" onClick={reload}>
              Refresh
            </Button>
            {order && <CancelOrder order={order} onDone={reload} />}
          </>
        }
      />
      <WhenLoaded loading={loading} what="order">
        {(value) => <Shown order={value} />}
      </WhenLoaded>
    </div>
  );
}

/** Reads the order anew when its status changes. */
function useEvents(order: Order | undefined, reload: () => void): void {
  const id = order?.id;
  const isOver = order?.status === 'CANCELLED' || order?.status === 'REFUNDED';
  useEffect(() => {
    if (id === undefined || isOver) return;
    return follow(urlOf('/orders/{id}/events', { id }), { events: ['status'], onEvent: reload });
  }, [id, isOver, reload]);
}

const ITEM_COLUMNS: readonly Column<Order['items'][number]>[] = [
  { name: 'SKU', cell: ({ sku }) => <span className="mono">{sku}</span> },
  { name: 'Name', cell: ({ name }) => name },
  { name: 'Quantity', cell: ({ quantity }) => formatCount(quantity), numeric: true },
  { name: 'Each', cell: ({ unit_price }) => formatMoney(unit_price), numeric: true },
  { name: 'Together', cell: ({ subtotal }) => formatMoney(subtotal), numeric: true },
];

function Shown({ order }: { readonly order: Order }) {
  return (
    <div className="order">
      <div className="stack">
        <section className="panel">
          <div className="panel-head">
            <h2>Items</h2>
            <strong className="numeric">{formatMoney(order.total)}</strong>
          </div>
          <Table
            caption="Items"
            columns={ITEM_COLUMNS}
            rows={order.items}
            keyOf={({ product_id, unit_price }) => `${product_id} ${unit_price.amount}`}
          />
        </section>
        <OrderHolds order={order} />
        <OrderSaga order={order} />
      </div>
      <div className="stack">
        <OrderFacts order={order} />
        <OrderTimeline order={order} />
        <OrderPayment order={order} />
        <OrderShipments order={order} />
      </div>
    </div>
  );
}

function CancelOrder({ order, onDone }: { readonly order: Order; readonly onDone: () => void }) {
  const [asked, setAsked] = useState(false);
  if (order.status === 'CANCELLED') return null;
  if (order.cancellation_requested !== undefined) {
    return <span className="soft">Being cancelled: {wordsOf(order.cancellation_requested)}</span>;
  }
  const captured = order.payment?.captured;
  const isPaid = captured !== undefined && /[1-9]/.test(captured.amount);
  const verb = isPaid ? 'Cancel and refund' : 'Cancel the order';
  return (
    <>
      <Button size="small" look="danger" onClick={() => setAsked(true)}>
        {verb}
      </Button>
      <ReasonDialog
        open={asked}
        title={isPaid ? 'Cancel and refund this order?' : 'Cancel this order?'}
        verb={verb}
        danger
        act={async (reason, idempotencyKey) => {
          await call('POST /orders/{id}/cancel', { path: { id: order.id }, body: { reason } }, { idempotencyKey });
          return 'The order is being cancelled.';
        }}
        onClose={() => setAsked(false)}
        onDone={onDone}
      >
        <p>
          {isPaid ? `${formatMoney(captured)} go back to where they came from. ` : 'Nothing is charged. '}
          What is held of stock goes back to the shelf. <Link to={`/console/sagas/${order.saga_id}`}>The saga</Link>{' '}
          shows how far it has come.
        </p>
      </ReasonDialog>
    </>
  );
}
