import './sales.css';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Notice, Progress, Skeleton } from '../../web/design/states.tsx';
import type { Product, Sale } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { displayName } from '../catalogue/display-name.ts';
import { ProductArt } from '../catalogue/product-art.tsx';
import { Failure } from '../sentences/failure.tsx';
import { Title } from '../shell/title.tsx';
import { Countdown } from './countdown.tsx';
import { SaleAction } from './sale-action.tsx';
import { tellSale } from './sale-state.ts';
import { useSale } from './use-sale.ts';

export function SalePage({ params }: PageProps) {
  const { loaded, reload, isLive } = useSale(params.id ?? '');
  return (
    <div className="stack">
      {loaded.status !== 'ready' && <Title>Flash sale</Title>}
      {loaded.status === 'loading' && <Skeleton lines={8} label="Loading the sale" />}
      {loaded.status === 'failed' && <Failure what="The sale" failed={loaded} onRetry={reload} />}
      {loaded.status === 'ready' && <SaleView {...loaded.value} isLive={isLive} onTime={reload} />}
    </div>
  );
}

interface SaleViewProps {
  readonly sale: Sale;
  readonly product: Product;
  readonly isLive: boolean;
  /** The sale has come to its beginning or its end. */
  readonly onTime: () => void;
}

function SaleView({ sale, product, isLive, onTime }: SaleViewProps) {
  const { word, tone } = tellSale(sale);
  const isBelowList = product.price !== undefined && product.price.amount !== sale.price.amount;
  return (
    <article className="product">
      <div className="product-art">
        <ProductArt sku={product.sku} />
      </div>
      <div className="stack">
        <p className="row">
          <Badge tone={tone}>{word}</Badge>
          <When sale={sale} onTime={onTime} />
        </p>
        <Title>{displayName(product.name)}</Title>
        <p className="row">
          <span className="product-price numeric">{formatMoney(sale.price)}</span>
          {isBelowList && product.price !== undefined && (
            <span className="soft numeric">
              instead of <s>{formatMoney(product.price)}</s>
            </span>
          )}
        </p>
        <Remaining sale={sale} />
        {!isLive && <Notice tone="caution">The connection is lost. What you see may be old.</Notice>}
        <SaleAction sale={sale} />
      </div>
    </article>
  );
}

function When({ sale: { state, starts_at, ends_at }, onTime }: { readonly sale: Sale; readonly onTime: () => void }) {
  if (state === 'closed') return null;
  return (
    <span className="soft">
      {state === 'scheduled' ? 'Begins in ' : 'Ends in '}
      <Countdown to={state === 'scheduled' ? starts_at : ends_at} onEnd={onTime} />
    </span>
  );
}

function Remaining({ sale: { remaining, quantity, per_customer_limit: limit } }: { readonly sale: Sale }) {
  return (
    <div className="sale-remaining">
      <p className="row spread">
        <strong className="numeric">
          {remaining.toLocaleString('en-GB')} of {quantity.toLocaleString('en-GB')} left
        </strong>
        <span className="soft">At most {limit} for each customer</span>
      </p>
      <Progress label="What is left" value={quantity === 0 ? 0 : remaining / quantity} />
    </div>
  );
}
