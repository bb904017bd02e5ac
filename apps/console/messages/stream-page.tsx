import './messages.css';
import { useState } from 'react';
import { call, Refused } from '../../web/api/api.ts';
import { formatMoney } from '../../web/api/money.ts';
import { Button } from '../../web/design/button.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { StatementEntry, Wallet } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { isoOf } from '../filters/filter-values.ts';
import { formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { StreamState } from './stream-state.tsx';
import { TimeTravel } from './time-travel.tsx';

const CRUMBS = [{ name: 'Event streams', to: '/console/messages/streams' }];

/** The wallet as it stood after so many of its events; undefined before its first. */
async function walletAt(id: string, version: number, signal: AbortSignal): Promise<Wallet | undefined> {
  if (version < 1) return undefined;
  return call('GET /wallets/{id}', { path: { id }, query: { version } }, { signal });
}

/** How many events there were at a time; 0 where the stream had not begun. */
async function versionAt(id: string, at: string): Promise<number> {
  try {
    return (await call('GET /wallets/{id}', { path: { id }, query: { at } })).version;
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return 0;
    throw error;
  }
}

function columns(shown: number, show: (version: number) => void): readonly DataColumn<StatementEntry>[] {
  return [
    {
      name: 'Version',
      widthRem: 6,
      cell: ({ version }) => (
        <Button size="small" look={version === shown ? 'primary' : 'quiet'} onClick={() => show(version)}>
          {version}
        </Button>
      ),
    },
    { name: 'When', widthRem: 9, cell: ({ at }) => <span className="numeric">{formatTime(at)}</span> },
    { name: 'Event', widthRem: 7, cell: ({ kind }) => kind },
    { name: 'Amount', widthRem: 7, numeric: true, cell: ({ amount }) => formatMoney(amount) },
    { name: 'Balance', widthRem: 7, numeric: true, cell: ({ balance }) => formatMoney(balance) },
    { name: 'Reason', widthRem: 10, cell: ({ reason }) => reason },
  ];
}

export function StreamPage({ params }: PageProps) {
  const { id = '' } = params;
  const loading = useLoaded(id, (signal) => call('GET /wallets/{id}', { path: { id }, query: {} }, { signal }));
  const { loaded } = loading;
  return (
    <div className="stack">
      <PageHead
        title={loaded.status === 'ready' ? `Wallet of ${loaded.value.customer_id}` : 'Event stream'}
        crumbs={CRUMBS}
      />
      <WhenLoaded loading={loading} what="stream">
        {(wallet) => <Stream wallet={wallet} />}
      </WhenLoaded>
    </div>
  );
}

function Stream({ wallet }: { readonly wallet: Wallet }) {
  const { id, version: newest } = wallet;
  const [shown, setShown] = useState(newest);
  const pages = usePages<StatementEntry>(id, (cursor, signal) =>
    call('GET /wallets/{id}/statement', { path: { id }, query: { cursor, limit: 100 } }, { signal }),
  );
  const states = useLoaded(`${id}@${shown}`, async (signal) => {
    const [after, before] = await Promise.all([walletAt(id, shown, signal), walletAt(id, shown - 1, signal)]);
    return { after, before };
  });
  return (
    <>
      <TimeTravel
        newest={newest}
        shown={shown}
        onShow={setShown}
        onTime={async (minute) => setShown(await versionAt(id, isoOf(minute)))}
      />
      <div className="stream">
        <DataTable
          caption="Events, newest first"
          columns={columns(shown, setShown)}
          pages={pages}
          keyOf={({ version }) => String(version)}
          empty={<Empty title="No event" />}
        />
        <section className="panel">
          <h2>{shown === 0 ? 'Before its first event' : `After event ${shown}`}</h2>
          <WhenLoaded loading={states} what="state" lines={6}>
            {({ before, after }) => <StreamState before={before} after={after} />}
          </WhenLoaded>
        </section>
      </div>
    </>
  );
}
