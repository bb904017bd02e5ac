import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import type { Order } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { useRepeated } from '../../web/state/use-repeated.ts';
import { sagaTone, wordsOf } from '../format/tones.ts';
import { SagaActions } from '../sagas/saga-actions.tsx';
import { CutErrors, SagaGraph } from '../sagas/saga-graph.tsx';
import { isOver } from '../sagas/saga-times.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';

/** How often a saga that runs is read anew. */
const EVERY_MS = 2_000;

/** The checkout that made the order what it is; read anew when the order has changed. */
export function OrderSaga({ order }: { readonly order: Order }) {
  const id = order.saga_id;
  const key = `${id} ${order.status}`;
  const loading = useLoaded(key, (signal) => call('GET /sagas/{id}', { path: { id } }, { signal }));
  const { loaded, reload } = loading;
  const saga = loaded.status === 'ready' ? loaded.value : undefined;
  const isRunning = saga !== undefined && !isOver(saga) && saga.status !== 'parked';
  useRepeated(loading, isRunning ? EVERY_MS : undefined);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>
          <Link to={`/console/sagas/${id}`}>Checkout saga</Link>{' '}
          {saga && <Badge tone={sagaTone(saga.status)}>{wordsOf(saga.status)}</Badge>}
        </h2>
        <div className="row">{saga && <SagaActions saga={saga} onDone={reload} />}</div>
      </div>
      <WhenLoaded loading={loading} what="saga" lines={6}>
        {(value) => (
          <>
            <SagaGraph saga={value} nowMs={Date.now()} />
            <CutErrors steps={value.steps} />
            <p className="soft">
              Trace <span className="mono">{value.trace_id}</span>
            </p>
          </>
        )}
      </WhenLoaded>
    </section>
  );
}
