import './product.css';
import { useEffect } from 'react';
import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Skeleton } from '../../web/design/states.tsx';
import type { Product } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { cataloguePath } from '../catalogue/catalogue-view.ts';
import { displayName } from '../catalogue/display-name.ts';
import { ProductArt } from '../catalogue/product-art.tsx';
import { Failure } from '../sentences/failure.tsx';
import { MayBeOld } from '../sentences/may-be-old.tsx';
import { Title } from '../shell/title.tsx';
import { AddToCart } from './add-to-cart.tsx';
import { LiveStock } from './live-stock.tsx';
import { MoreLikeIt } from './more-like-it.tsx';

/** How often a page that is looked at asks for price and stock. */
const REFRESH_MS = 3_000;

export function ProductPage({ params }: PageProps) {
  const id = params.id ?? '';
  const { loaded, reload } = useLoaded(id, (signal) => call('GET /products/{id}', { path: { id } }, { signal }));
  useWhileLookedAt(reload);
  return (
    <div className="stack">
      {loaded.status === 'loading' && <Skeleton lines={8} label="Loading the product" />}
      {loaded.status === 'failed' && (
        <>
          <Title>Product</Title>
          <Failure what="The product" failed={loaded} onRetry={reload} />
        </>
      )}
      {loaded.status === 'ready' && <ProductView product={loaded.value} failure={loaded.failure} onAdded={reload} />}
      {loaded.status === 'ready' && loaded.value.category !== '' && (
        <MoreLikeIt productId={loaded.value.id} category={loaded.value.category} />
      )}
    </div>
  );
}

/** Again and again, while somebody looks. */
function useWhileLookedAt(work: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') work();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [work]);
}

interface ProductViewProps {
  readonly product: Product;
  /** Why the newest look came to nothing, if it did. */
  readonly failure: unknown;
  readonly onAdded: () => void;
}

function ProductView({ product, failure, onAdded }: ProductViewProps) {
  const { id, sku, name, category, price, available, open_price: openPrice } = product;
  return (
    <article className="product">
      <div className="product-art">
        <ProductArt sku={sku} />
      </div>
      <div className="stack">
        <nav aria-label="Where you are" className="soft">
          <Link to="/">Everything</Link>
          {category !== '' && (
            <>
              {' / '}
              <Link to={cataloguePath({ search: '', category, cursor: '', page: 1 })}>{category}</Link>
            </>
          )}
        </nav>
        <Title>{displayName(name)}</Title>
        <p className="product-price numeric">{price === undefined ? 'No price at the moment' : formatMoney(price)}</p>
        {openPrice && <p className="soft">A card of this value. It is sent by mail.</p>}
        <LiveStock available={available} isOld={failure !== undefined} />
        {failure !== undefined && <MayBeOld failure={failure} />}
        <AddToCart
          productId={id}
          name={displayName(name)}
          available={available}
          hasPrice={price !== undefined}
          onAdded={onAdded}
        />
        <dl className="product-facts">
          <dt>Number</dt>
          <dd className="mono">{sku}</dd>
          <dt>Sold</dt>
          <dd>{product.kind === 'service' ? 'As a service' : 'From stock, first come, first served'}</dd>
        </dl>
      </div>
    </article>
  );
}
