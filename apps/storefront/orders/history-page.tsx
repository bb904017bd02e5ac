import './orders.css';
import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { formatMoment } from '../../web/api/moment.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Pagination } from '../../web/design/pagination.tsx';
import { Empty, Skeleton } from '../../web/design/states.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { displayName } from '../catalogue/display-name.ts';
import { customerId } from '../customer/customer.ts';
import { Failure } from '../sentences/failure.tsx';
import { Title } from '../shell/title.tsx';
import { tellStatus } from './order-status.ts';

export function HistoryPage() {
  const customer = customerId();
  // Cursors lead forward only: the way back is the ones that were passed.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const { loaded, reload } = useLoaded(`${customer} ${cursor ?? ''}`, (signal) =>
    call('GET /orders', { query: { customer_id: customer, cursor, limit: 20 } }, { signal }),
  );
  return (
    <div className="stack">
      <Title>Your orders</Title>
      <p className="soft">
        Everything ordered under the customer number <span className="mono">{customer}</span>.
      </p>
      {loaded.status === 'loading' && <Skeleton lines={6} label="Loading your orders" />}
      {loaded.status === 'failed' && <Failure what="Your orders" failed={loaded} onRetry={reload} />}
      {loaded.status === 'ready' && loaded.value.data.length === 0 && (
        <Empty title="You have not ordered yet">
          <Link to="/">See what we have</Link>
        </Empty>
      )}
      {loaded.status === 'ready' && loaded.value.data.length > 0 && (
        <>
          <ul className="card order-list">
            {loaded.value.data.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
          <Turns next={loaded.value.next_cursor} passed={cursors} onTurn={setCursors} />
        </>
      )}
    </div>
  );
}

function OrderRow({ order }: { readonly order: Order }) {
  const { id, items, total, created_at: createdAt } = order;
  const { word, tone } = tellStatus(order);
  return (
    <li className="order-row">
      <Link to={`/shop/orders/${id}`}>{contentsOf(items)}</Link>
      <span className="soft numeric">{formatMoment(createdAt)}</span>
      <span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <strong className="numeric">{formatMoney(total)}</strong>
    </li>
  );
}

interface TurnsProps {
  readonly next: string | null;
  readonly passed: readonly string[];
  readonly onTurn: (cursors: readonly string[]) => void;
}

function Turns({ next, passed, onTurn }: TurnsProps) {
  if (next === null && passed.length === 0) return null;
  return (
    <Pagination
      of="orders"
      onPrevious={passed.length === 0 ? undefined : () => onTurn(passed.slice(0, -1))}
      onNext={next === null ? undefined : () => onTurn([...passed, next])}
    >
      {`Page ${passed.length + 1}`}
    </Pagination>
  );
}

function contentsOf(items: Order['items']): string {
  const [first] = items;
  if (first === undefined) return 'Nothing';
  const more = items.length - 1;
  return `${displayName(first.name)}${more === 0 ? '' : ` and ${more} more`}`;
}
