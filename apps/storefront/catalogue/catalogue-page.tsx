import { call } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Failed, Skeleton } from '../../web/design/states.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { Title } from '../shell/title.tsx';

export function CataloguePage() {
  const { loaded, reload } = useLoaded('', (signal) => call('GET /products', { query: {} }, { signal }));
  return (
    <div className="stack">
      <Title>Everything we sell</Title>
      {loaded.status === 'loading' && <Skeleton lines={8} label="Loading products" />}
      {loaded.status === 'failed' && <Failed title="The catalogue could not be loaded" onRetry={reload} />}
      {loaded.status === 'ready' && (
        <ul className="stack">
          {loaded.value.data.map(({ id, name, price }) => (
            <li key={id} className="row spread card">
              <span>{name}</span>
              {price !== undefined && <span className="numeric">{formatMoney(price)}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
