import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import type { Saga } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { useRepeated } from '../../web/state/use-repeated.ts';
import { sagaTone, wordsOf } from '../format/tones.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { SagaActions } from './saga-actions.tsx';
import { SagaGraph } from './saga-graph.tsx';
import { ActionList, LogTable, StepTable } from './saga-panels.tsx';
import { isOver } from './saga-times.ts';

const CRUMBS = [{ name: 'Sagas', to: '/console/sagas' }];

/** How often a saga that runs is read anew. */
const EVERY_MS = 2_000;

export function SagaPage({ params }: PageProps) {
  const id = params.id ?? '';
  const loading = useLoaded(id, (signal) => call('GET /sagas/{id}', { path: { id } }, { signal }));
  const { loaded, reload } = loading;
  const saga = loaded.status === 'ready' ? loaded.value : undefined;
  const isRunning = saga !== undefined && !isOver(saga) && saga.status !== 'parked';
  useRepeated(loading, isRunning ? EVERY_MS : undefined);
  return (
    <div className="stack">
      <PageHead
        title={saga === undefined ? 'Saga' : `Saga ${saga.name}`}
        crumbs={CRUMBS}
        beside={saga && <Badge tone={sagaTone(saga.status)}>{wordsOf(saga.status)}</Badge>}
        actions={
          <>
            <Button size="small" onClick={reload}>
              Refresh
            </Button>
            {saga && <SagaActions saga={saga} onDone={reload} />}
          </>
        }
      />
      <WhenLoaded loading={loading} what="saga">
        {(value) => <Shown saga={value} />}
      </WhenLoaded>
    </div>
  );
}

function Shown({ saga }: { readonly saga: Saga }) {
  const nowMs = Date.now();
  return (
    <>
      <dl className="facts panel">
        <dt>Saga</dt>
        <dd className="mono">{saga.saga_id}</dd>
        <dt>Order</dt>
        <dd className="mono">
          <Link to={`/console/orders/${saga.order_id}`}>{saga.order_id}</Link>
        </dd>
        <dt>Trace</dt>
        <dd className="mono">{saga.trace_id}</dd>
      </dl>
      <section className="panel">
        <div className="panel-head">
          <h2>As it ran</h2>
        </div>
        <SagaGraph saga={saga} nowMs={nowMs} />
        <StepTable saga={saga} nowMs={nowMs} />
      </section>
      <ActionList actions={saga.actions} />
      {saga.log !== undefined && (
        <section className="panel">
          <div className="panel-head">
            <h2>Log</h2>
          </div>
          <LogTable log={saga.log} />
        </section>
      )}
    </>
  );
}
