import './sales.css';
import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Empty, Skeleton } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { displayName } from '../catalogue/display-name.ts';
import { ProductArt } from '../catalogue/product-art.tsx';
import { Failure } from '../sentences/failure.tsx';
import { Title } from '../shell/title.tsx';
import { Countdown } from './countdown.tsx';
import { tellSale } from './sale-state.ts';

interface NamedSale {
  readonly sale: Sale;
  readonly name: string;
}

/** What runs now first, then what is to come. What is over is left out. */
const ORDER = ['open', 'paused', 'sold_out', 'scheduled'];

export function SalesPage() {
  const { loaded, reload } = useLoaded('', namedSales);
  return (
    <div className="stack">
      <Title>Flash sales</Title>
      <p className="soft">A few things at a special price, for as long as there are any. First come, first served.</p>
      {loaded.status === 'loading' && <Skeleton lines={6} label="Loading the sales" />}
      {loaded.status === 'failed' && <Failure what="The sales" failed={loaded} onRetry={reload} />}
      {loaded.status === 'ready' && loaded.value.length === 0 && (
        <Empty title="No sale runs at the moment">
          <Link to="/">See what we have anyway</Link>
        </Empty>
      )}
      {loaded.status === 'ready' && (
        <ul className="sale-list">
          {loaded.value.map((named) => (
            <SaleCard key={named.sale.id} {...named} />
          ))}
        </ul>
      )}
    </div>
  );
}

async function namedSales(signal: AbortSignal): Promise<readonly NamedSale[]> {
  const { data } = await call('GET /sales', { query: { limit: 100 } }, { signal });
  const current = data.filter(({ state }) => ORDER.includes(state));
  const named = current.map(async (sale) => ({ sale, name: await nameOf(sale, signal) }));
  return (await Promise.all(named)).sort(
    (one, other) => ORDER.indexOf(one.sale.state) - ORDER.indexOf(other.sale.state),
  );
}

/** A sale is worth showing without the name of what it sells. */
async function nameOf({ product_id: id, sku }: Sale, signal: AbortSignal): Promise<string> {
  const product = await call('GET /products/{id}', { path: { id } }, { signal }).catch(() => undefined);
  return product === undefined ? sku : displayName(product.name);
}

function SaleCard({ sale, name }: NamedSale) {
  const { word, tone } = tellSale(sale);
  return (
    <li className="product-card sale-card">
      <div className="product-card-art">
        <ProductArt sku={sale.sku} />
      </div>
      <div className="product-card-text">
        <Link to={`/shop/sales/${sale.id}`} className="product-card-link">
          {name}
        </Link>
        <p className="row spread">
          <span className="product-card-price numeric">{formatMoney(sale.price)}</span>
          <Badge tone={tone}>{word}</Badge>
        </p>
        <p className="soft numeric">
          {sale.state === 'scheduled' ? (
            <>
              Begins in <Countdown to={sale.starts_at} />
            </>
          ) : (
            `${sale.remaining.toLocaleString('en-GB')} of ${sale.quantity.toLocaleString('en-GB')} left`
          )}
        </p>
      </div>
    </li>
  );
}
