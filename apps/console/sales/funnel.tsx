import { useEffect } from 'react';
import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import type { SaleFunnel } from '../../web/gen/http-types.ts';
import { counted, formatCount } from '../format/count.ts';
import { formatClock } from '../format/time.ts';
import { usePolled } from '../shell/use-polled.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';

interface FunnelProps {
  readonly saleId: string;
  /** As the sale's stream says: the funnel is counted anew when it changes. */
  readonly remaining: number;
  readonly isOver: boolean;
}

const EVERY_MS = 2_000;
const WHEN_OVER_MS = 30_000;

export function Funnel({ saleId, remaining, isOver }: FunnelProps) {
  const loading = usePolled(saleId, isOver ? WHEN_OVER_MS : EVERY_MS, (signal) =>
    call('GET /sales/{id}/funnel', { path: { id: saleId } }, { signal }),
  );
  const { reload } = loading;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change is what counts, not what it is
  useEffect(reload, [remaining, reload]);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Funnel</h2>
        {loading.loaded.status === 'ready' && <Drift gate={loading.loaded.value.gate} />}
      </div>
      <WhenLoaded loading={loading} what="funnel" lines={5}>
        {(funnel) => <Steps funnel={funnel} />}
      </WhenLoaded>
    </section>
  );
}

function Drift({ gate }: Pick<SaleFunnel, 'gate'>) {
  if (gate === null) return <span className="soft funnel-note">No gate to compare with the ledger yet</span>;
  const { drift_units: units, checked_at: at } = gate;
  const when = `Compared with the ledger at ${formatClock(at)}`;
  if (units === 0) {
    return (
      <span title={when}>
        <Badge tone="positive">Gate equals ledger</Badge>
      </span>
    );
  }
  return (
    <span title={when}>
      <Badge tone="caution">
        {units > 0 ? `Gate promises ${counted(units, 'unit')} too many` : `Gate is ${counted(-units, 'unit')} short`}
      </Badge>
    </span>
  );
}

function Steps({ funnel }: { readonly funnel: SaleFunnel }) {
  const { arrived, waiting, admitted, ordered, confirmed, returned } = funnel;
  const people =
    arrived === null
      ? []
      : ([
          ['Arrived', arrived],
          ['Waiting', waiting ?? 0],
          ['Let in', admitted ?? 0],
        ] as const);
  const steps = [
    ...people,
    ['Ordered', ordered.orders],
    ['Bought', confirmed],
    ['Gave units back', returned.orders],
  ] as const;
  const most = Math.max(1, ...steps.map(([, count]) => count));
  return (
    <ol className="funnel">
      {steps.map(([name, count]) => (
        <li key={name} className="funnel-step">
          <span className="funnel-name">{name}</span>
          <span className="funnel-bar" aria-hidden="true">
            <span className="funnel-fill" style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <span className="numeric funnel-count">{formatCount(count)}</span>
        </li>
      ))}
    </ol>
  );
}
