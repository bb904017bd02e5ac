import './audit.css';
import { useState } from 'react';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { SelectField } from '../../web/design/field.tsx';
import { Notice, Progress } from '../../web/design/states.tsx';
import { Link } from '../../web/router/router.tsx';
import { formatCount } from '../format/count.ts';
import { sentenceOf } from '../format/sentence-of.ts';
import { PageHead } from '../shell/page-head.tsx';
import { drillShop } from './drill-shop.ts';
import { type DrillProgress, faultsOf, runDrill } from './run-drill.ts';
import { AuditTabs } from './tabs.tsx';

const UNITS = 20;
const CROWDS = [60, 200, 500] as const;

const PHASES: Readonly<Record<DrillProgress['phase'], string>> = {
  preparing: 'Making a product and a sale',
  ordering: 'The crowd orders',
  settling: 'Orders go to their end',
  auditing: 'The audit runs',
  over: 'Over',
};

/** A crowd at a scratch sale, sent by this browser, watched as it goes, and audited at its end. */
export function DrillPage() {
  const [customers, setCustomers] = useState<number>(CROWDS[0]);
  const [progress, setProgress] = useState<DrillProgress>();
  const [failure, setFailure] = useState<string>();
  const isRunning = progress !== undefined && progress.phase !== 'over' && failure === undefined;

  const start = async (): Promise<void> => {
    setFailure(undefined);
    setProgress(undefined);
    try {
      await runDrill({ shop: drillShop(), units: UNITS, customers, onProgress: setProgress });
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };

  return (
    <div className="stack">
      <PageHead title="Drill" />
      <AuditTabs />
      <section className="panel">
        <p>
          {formatCount(customers)} customers order one each of {UNITS} units, six at a time, through the same API as
          everybody. Then their orders are followed to their end, the sale is closed, and the audit runs. The drill has
          a product and a sale of its own, called DRILL: both stay listed.
        </p>
        <div className="row">
          <SelectField
            label="Customers"
            value={customers}
            disabled={isRunning}
            onChange={({ target }) => setCustomers(Number(target.value))}
          >
            {CROWDS.map((crowd) => (
              <option key={crowd} value={crowd}>
                {crowd}
              </option>
            ))}
          </SelectField>
          <Button look="primary" busy={isRunning} onClick={() => void start()}>
            Start the drill
          </Button>
        </div>
      </section>
      {failure !== undefined && (
        <Notice tone="negative" urgent>
          The drill broke off. {failure}
        </Notice>
      )}
      {progress !== undefined && <Watched progress={progress} customers={customers} />}
    </div>
  );
}

function Watched({ progress, customers }: { readonly progress: DrillProgress; readonly customers: number }) {
  const { phase, saleId, asked, ordered, soldOut, failed, bought, violated } = progress;
  const figures = [
    ['Asked', asked],
    ['Ordered', ordered],
    ['Sold out', soldOut],
    ['Failed', failed],
    ['Bought', bought],
  ] as const;
  return (
    <section className="panel" aria-label="The drill as it goes">
      <div className="panel-head">
        <h2>The drill</h2>
        <span role="status">{PHASES[phase]}</span>
        {saleId !== undefined && <Link to={`/console/sales/${saleId}`}>Watch its sale</Link>}
      </div>
      <Progress label="Customers who have asked" value={asked / customers} />
      <dl className="drill-figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numeric">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {phase === 'over' && violated !== undefined && (
        <Verdict faults={faultsOf(progress, { units: UNITS, customers })} />
      )}
    </section>
  );
}

function Verdict({ faults }: { readonly faults: readonly string[] }) {
  if (faults.length === 0) {
    return (
      <p>
        <Badge tone="positive">Passed</Badge> Every unit was sold once, every order was bought, and every invariant
        holds.
      </p>
    );
  }
  return (
    <Notice tone="negative" urgent>
      {faults.map((fault) => (
        <p key={fault}>{fault}</p>
      ))}
    </Notice>
  );
}
