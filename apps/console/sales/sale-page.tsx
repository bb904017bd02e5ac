import './sales.css';
import { useEffect, useState } from 'react';
import { call, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Progress } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { formatCount } from '../format/count.ts';
import { formatFullTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { Fairness } from './fairness.tsx';
import { Funnel } from './funnel.tsx';
import { SaleState } from './sale-state.tsx';
import { Steering } from './steering.tsx';

type Live = Pick<Sale, 'state' | 'draining' | 'remaining'>;

const CRUMBS = [{ name: 'Flash sales', to: '/console/sales' }];

/** What the stream says of the sale, from when it is there. */
function useLiveSale(id: string | undefined): { readonly live: Live | undefined; readonly connected: boolean } {
  const [live, setLive] = useState<Live>();
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    if (id === undefined) return;
    return follow(urlOf('/sales/{id}/events', { id }), {
      events: ['sale'],
      onEvent: (_name, data) => setLive(data as Live),
      onConnection: setConnected,
    });
  }, [id]);
  return { live, connected };
}

export function SalePage({ params }: PageProps) {
  const { id = '' } = params;
  const loading = useLoaded(id, (signal) => call('GET /sales/{id}', { path: { id } }, { signal }));
  const { loaded, reload } = loading;
  const read = loaded.status === 'ready' ? loaded.value : undefined;
  const { live, connected } = useLiveSale(read?.id);
  const sale = read && { ...read, ...live };
  return (
    <div className="stack">
      <PageHead
        title={sale === undefined ? 'Flash sale' : `Sale of ${sale.sku}`}
        crumbs={CRUMBS}
        beside={
          sale && (
            <>
              <SaleState {...sale} />
              {sale.state !== 'closed' && (
                <Badge tone={connected ? 'positive' : 'caution'}>{connected ? 'Live' : 'Reconnecting'}</Badge>
              )}
            </>
          )
        }
        actions={sale && <Steering sale={sale} onSteered={reload} />}
      />
      <WhenLoaded loading={loading} what="sale">
        {(value) => <SaleDetail sale={{ ...value, ...live }} />}
      </WhenLoaded>
    </div>
  );
}

function SaleDetail({ sale }: { readonly sale: Sale }) {
  const taken = sale.quantity - sale.remaining;
  return (
    <>
      <section className="panel" aria-label="Units">
        <div className="sale-units">
          <p className="sale-figure numeric">
            {formatCount(sale.remaining)} <span className="soft">left of {formatCount(sale.quantity)}</span>
          </p>
          <Progress label="Units that orders have" value={sale.quantity === 0 ? 0 : taken / sale.quantity} />
        </div>
      </section>
      <div className="sale-panels">
        <Funnel saleId={sale.id} remaining={sale.remaining} isOver={sale.state === 'closed'} />
        <section className="panel">
          <div className="panel-head">
            <h2>Terms</h2>
          </div>
          <dl className="facts">
            <dt>Product</dt>
            <dd>
              <Link to={`/console/stock/skus/${encodeURIComponent(sale.sku)}`}>{sale.product_id}</Link>
            </dd>
            <dt>Price</dt>
            <dd>{formatMoney(sale.price)}</dd>
            <dt>Most for one customer</dt>
            <dd>{formatCount(sale.per_customer_limit)}</dd>
            <dt>Requests of one customer</dt>
            <dd>
              {formatCount(sale.rate_limit.requests)} in {formatCount(sale.rate_limit.window_ms)} ms
            </dd>
            <dt>Begins</dt>
            <dd>{formatFullTime(sale.starts_at)}</dd>
            <dt>Ends</dt>
            <dd>{formatFullTime(sale.ends_at)}</dd>
            <dt>Waiting room</dt>
            <dd>
              {sale.waiting_room === null
                ? 'None: everybody may order at once'
                : `${sale.waiting_room.draw === 'fair' ? 'Fair draw' : 'In order of arrival'}, turns of ${sale.waiting_room.turn_seconds} s`}
            </dd>
            <dt>Id</dt>
            <dd className="mono">{sale.id}</dd>
          </dl>
        </section>
      </div>
      {sale.waiting_room?.draw === 'fair' && <Fairness saleId={sale.id} />}
    </>
  );
}
