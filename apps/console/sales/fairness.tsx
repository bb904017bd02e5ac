import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import type { DrawCheck } from '../../web/gen/http-types.ts';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { counted, formatCount } from '../format/count.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { rankCorrelation } from './rank-correlation.ts';
import { useSeedHash } from './use-seed-hash.ts';

/** Whether the draw was the one that was announced, and even: arrival against place shows no pattern. */
export function Fairness({ saleId }: { readonly saleId: string }) {
  const loading = useLoaded(saleId, (signal) =>
    call('GET /sales/{id}/waiting-room/draw', { path: { id: saleId } }, { signal }),
  );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Fairness of the draw</h2>
        <Button size="small" onClick={loading.reload}>
          Check anew
        </Button>
      </div>
      <WhenLoaded loading={loading} what="draw" lines={4}>
        {(check) => (check.seed === null ? <Announced check={check} /> : <Drawn check={check} seed={check.seed} />)}
      </WhenLoaded>
    </section>
  );
}

function Announced({ check }: { readonly check: DrawCheck }) {
  return (
    <>
      <p>
        Not drawn yet: {counted(check.early, 'person has come', 'people have come')}. The draw is bound to this hash of
        its seed, and the seed is told once it is made.
      </p>
      <p className="mono sale-hash">{check.seed_hash}</p>
    </>
  );
}

function Verdict({ ok, yes, no }: { readonly ok: boolean | null; readonly yes: string; readonly no: string }) {
  if (ok === null) return <Badge>Not looked at</Badge>;
  return <Badge tone={ok ? 'positive' : 'negative'}>{ok ? yes : no}</Badge>;
}

function Drawn({ check, seed }: { readonly check: DrawCheck; readonly seed: string }) {
  const hash = useSeedHash(seed);
  const correlation = rankCorrelation(check.sample.map(({ sequence, position }) => [sequence, position]));
  return (
    <div className="sale-draw">
      <dl className="facts">
        <dt>Seed, as the shop says</dt>
        <dd>
          <Verdict ok={check.seed_matches} yes="Is the announced one" no="Is not the announced one" />
        </dd>
        <dt>Seed, hashed by this browser</dt>
        <dd>
          <Verdict
            ok={hash === undefined ? null : hash === check.seed_hash}
            yes="Is the announced one"
            no="Is not the announced one"
          />
        </dd>
        <dt>Places</dt>
        <dd>
          <Verdict ok={check.every_place_once} yes="Each was given once" no="One was given twice" />
        </dd>
        <dt>In the draw</dt>
        <dd className="numeric">{formatCount(check.early)}</dd>
        <dt>Early arrival and early place</dt>
        <dd className="numeric">
          {correlation === undefined
            ? 'too few to say'
            : `correlation ${correlation} (0 is even, 1 is first come first served)`}
        </dd>
        <dt>Seed</dt>
        <dd className="mono">{seed}</dd>
        <dt>Announced hash</dt>
        <dd className="mono">{check.seed_hash}</dd>
      </dl>
      <Scatter check={check} />
    </div>
  );
}

/** One dot a person: when they came to the right, where they were put upwards. */
function Scatter({ check: { early, sample } }: { readonly check: DrawCheck }) {
  return (
    <figure className="scatter">
      <svg viewBox="0 0 104 104" role="img" aria-label="Places against arrival: even where no line shows">
        <rect x="1" y="1" width="102" height="102" rx="2" className="scatter-frame" />
        {sample.map(({ sequence, position }) => (
          <circle
            key={sequence}
            className="scatter-dot"
            cx={2 + (100 * (sequence - 0.5)) / Math.max(1, early)}
            cy={102 - (100 * (position - 0.5)) / Math.max(1, early)}
            r="0.9"
          />
        ))}
      </svg>
      <figcaption className="soft">Arrival, to the right, against place, upwards: no line is an even draw.</figcaption>
    </figure>
  );
}
