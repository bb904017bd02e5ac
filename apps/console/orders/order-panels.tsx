import { Fragment } from 'react';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { formatDuration, formatFullTime, formatTime } from '../format/time.ts';
import { orderTone, wordsOf } from '../format/tones.ts';

interface OrderProps {
  readonly order: Order;
}

export function OrderFacts({ order }: OrderProps) {
  return (
    <dl className="facts panel">
      <dt>Order</dt>
      <dd className="mono">{order.id}</dd>
      <dt>Customer</dt>
      <dd>
        <Link to={`/console/orders?customer_id=${encodeURIComponent(order.customer_id)}`}>{order.customer_id}</Link>
      </dd>
      <dt>Placed</dt>
      <dd>{formatFullTime(order.created_at)}</dd>
      {order.reason !== undefined && (
        <>
          <dt>Reason</dt>
          <dd>{wordsOf(order.reason)}</dd>
        </>
      )}
      {order.coupon !== undefined && (
        <>
          <dt>Coupon</dt>
          <dd>
            {order.coupon}
            {order.discount !== undefined && `, ${formatMoney(order.discount)} off`}
          </dd>
        </>
      )}
    </dl>
  );
}

export function OrderTimeline({ order: { timeline = [] } }: OrderProps) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Timeline</h2>
      </div>
      <ol className="timeline">
        {timeline.map(({ status, at }, index) => (
          <li key={status}>
            <Badge tone={orderTone(status)}>{status}</Badge>
            <span className="numeric">{formatTime(at)}</span>
            <span className="soft numeric">{sinceBefore(timeline, index)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function sinceBefore(timeline: NonNullable<Order['timeline']>, index: number): string {
  const [before, now] = [timeline[index - 1], timeline[index]];
  if (before === undefined || now === undefined) return '';
  return `+${formatDuration(Date.parse(now.at) - Date.parse(before.at))}`;
}

export function OrderPayment({ order: { payment } }: OrderProps) {
  if (payment === undefined) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Payment</h2>
        <span>{wordsOf(payment.status)}</span>
      </div>
      <dl className="facts numeric">
        <dt>Method</dt>
        <dd>{wordsOf(payment.method)}</dd>
        <dt>Authorised</dt>
        <dd>{formatMoney(payment.authorised)}</dd>
        <dt>Captured</dt>
        <dd>{formatMoney(payment.captured)}</dd>
        <dt>Refunded</dt>
        <dd>{formatMoney(payment.refunded)}</dd>
        {payment.decline_code !== undefined && (
          <>
            <dt>Declined</dt>
            <dd>{payment.decline_code}</dd>
          </>
        )}
        {payment.store_credit !== undefined && (
          <>
            <dt>From the wallet</dt>
            <dd>
              {formatMoney(payment.store_credit.taken)}, {formatMoney(payment.store_credit.returned)} returned
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** States of an order that say how far its parcels are. */
const OF_PARCELS: ReadonlySet<string> = new Set(['PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED']);

/** What was sent, as far as the order's own states tell of it. */
export function OrderShipments({ order: { status, timeline = [] } }: OrderProps) {
  const sent = timeline.filter((change) => OF_PARCELS.has(change.status));
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Shipments</h2>
      </div>
      {sent.length === 0 ? (
        <p className="soft">
          {status === 'CANCELLED'
            ? 'None: it was cancelled.'
            : 'None yet. This shop sells; who packs and sends is not connected to it.'}
        </p>
      ) : (
        <dl className="facts">
          {sent.map((change) => (
            <Fragment key={change.status}>
              <dt>{wordsOf(change.status.toLowerCase())}</dt>
              <dd className="numeric">{formatTime(change.at)}</dd>
            </Fragment>
          ))}
        </dl>
      )}
    </section>
  );
}
