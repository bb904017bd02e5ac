import './orders.css';
import { useEffect } from 'react';
import { formatMoment } from '../../web/api/moment.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { buttonClass } from '../../web/design/button.tsx';
import { Notice, Skeleton } from '../../web/design/states.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { orderWasSeen } from '../cart/cart-store.ts';
import { Failure } from '../sentences/failure.tsx';
import { Title } from '../shell/title.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderProgress } from './order-progress.tsx';
import { isOrdered, tellStatus } from './order-status.ts';
import { useOrder } from './use-order.ts';

export function OrderPage({ params }: PageProps) {
  const { loaded, reload, isLive } = useOrder(params.id ?? '');
  return (
    <div className="stack">
      {loaded.status === 'ready' ? <OrderView order={loaded.value} isLive={isLive} /> : <Title>Your order</Title>}
      {loaded.status === 'loading' && <Skeleton lines={8} label="Loading your order" />}
      {loaded.status === 'failed' && <Failure what="Your order" failed={loaded} onRetry={reload} />}
    </div>
  );
}

function OrderView({ order, isLive }: { readonly order: Order; readonly isLive: boolean }) {
  const { id, created_at: createdAt } = order;
  const { word, sentence, tone } = tellStatus(order);
  useEffect(() => orderWasSeen(order), [order]);
  return (
    <>
      <div className="row spread">
        <Title>{HEADINGS[headingOf(order)]}</Title>
        <Badge tone={tone}>{word}</Badge>
      </div>
      <div className="order">
        <section className="card stack" aria-label="How it stands">
          <p className="order-sentence" role="status">
            {sentence}
          </p>
          {!isLive && <Notice tone="caution">The connection is lost. We show the rest as soon as it is back.</Notice>}
          <OrderProgress order={order} />
          <WhatNow order={order} />
        </section>
        <OrderLines order={order} />
      </div>
      <p className="soft order-number">
        Order <span className="mono">{id}</span>, placed on {formatMoment(createdAt)}
        {order.payment !== undefined && order.payment.status === 'captured' && (
          <>, {formatMoney(order.payment.captured)} paid</>
        )}
      </p>
    </>
  );
}

const HEADINGS = {
  good: 'Thank you for your order',
  bad: 'Your order did not go through',
  open: 'Your order',
} as const;

function headingOf(order: Order): keyof typeof HEADINGS {
  if (order.status === 'CANCELLED') return 'bad';
  return isOrdered(order) && order.status !== 'REFUNDED' ? 'good' : 'open';
}

/** What the shopper can do next. After a cancellation the cart is as it was. */
function WhatNow({ order: { status, reason } }: { readonly order: Order }) {
  if (status !== 'CANCELLED') {
    return (
      <div className="row">
        <Link to="/" className={buttonClass()}>
          Look further
        </Link>
        <Link to="/shop/orders">All your orders</Link>
      </div>
    );
  }
  const payAgain = reason === 'payment_declined' || reason === 'coupon_invalid';
  return (
    <div className="row">
      <Link to={payAgain ? '/shop/checkout' : '/shop/cart'} className={buttonClass('primary')}>
        {reason === 'payment_declined'
          ? 'Pay another way'
          : payAgain
            ? 'Order without the coupon'
            : 'Back to your cart'}
      </Link>
      <Link to="/">Look further</Link>
    </div>
  );
}
