import './messages.css';
import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { Button } from '../../web/design/button.tsx';
import type { DeadLetter } from '../../web/gen/http-types.ts';
import type { PageProps } from '../../web/router/router.tsx';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { formatFullTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { usePolled } from '../shell/use-polled.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { LetterStatus } from './dead-letters-page.tsx';

const CRUMBS = [{ name: 'Dead letters', to: '/console/messages/dead-letters' }];

const EVERY_MS = 2_000;

/** One letter: why it died, what was in it, and what became of it since. */
export function DeadLetterPage({ params }: PageProps) {
  const { id = '' } = params;
  const [redriving, setRedriving] = useState(false);
  const loading = usePolled(id, EVERY_MS, (signal) => call('GET /dead-letters/{id}', { path: { id } }, { signal }));
  const { loaded } = loading;
  const status = loaded.status === 'ready' ? loaded.value.status : undefined;
  return (
    <div className="stack">
      <PageHead
        title={`Dead letter № ${id}`}
        crumbs={CRUMBS}
        beside={status && <LetterStatus status={status} />}
        actions={
          status === 'dead' && (
            <Button look="primary" onClick={() => setRedriving(true)}>
              Redrive
            </Button>
          )
        }
      />
      <WhenLoaded loading={loading} what="dead letter">
        {(letter) => (
          <>
            <Letter letter={letter} />
            <ReasonDialog
              open={redriving}
              title="Redrive this letter?"
              verb="Redrive the letter"
              act={(reason, idempotencyKey) =>
                call('POST /dead-letters/{id}/redrive', { path: { id }, body: { reason } }, { idempotencyKey }).then(
                  () => 'The letter is on its way again.',
                )
              }
              onClose={() => setRedriving(false)}
              onDone={loading.reload}
            >
              <p>
                It joins the end of the queue of {letter.consumer}, after later messages of its key, and has five tries
                again. Mend the cause first.
              </p>
            </ReasonDialog>
          </>
        )}
      </WhenLoaded>
    </div>
  );
}

function Letter({ letter }: { readonly letter: DeadLetter }) {
  const { redriven } = letter;
  return (
    <>
      <section className="panel">
        <h2>Cause</h2>
        <p className="message-cause">{letter.cause}</p>
      </section>
      <section className="panel">
        <h2>Message</h2>
        <dl className="facts">
          <dt>Consumer</dt>
          <dd>{letter.consumer}</dd>
          <dt>Event</dt>
          <dd>{letter.type}</dd>
          <dt>Told by</dt>
          <dd>{letter.source}</dd>
          <dt>Of</dt>
          <dd className="mono">{letter.subject}</dd>
          <dt>Told at</dt>
          <dd>{formatFullTime(letter.told_at)}</dd>
          <dt>Given up at</dt>
          <dd>
            {formatFullTime(letter.failed_at)}, after {letter.attempts === 1 ? 'one try' : `${letter.attempts} tries`}
          </dd>
          {redriven?.at !== undefined && (
            <>
              <dt>Redriven</dt>
              <dd>
                {formatFullTime(redriven.at)} by {redriven.by}: {redriven.reason}
              </dd>
            </>
          )}
          <dt>Message id</dt>
          <dd className="mono">{letter.message_id}</dd>
          {letter.traceparent !== undefined && (
            <>
              <dt>Trace</dt>
              <dd className="mono">{letter.traceparent.split('-')[1]}</dd>
            </>
          )}
        </dl>
      </section>
      <section className="panel">
        <h2>Payload</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard */}
        <pre className="message-payload mono" tabIndex={0}>
          {JSON.stringify(letter.payload, undefined, 2)}
        </pre>
      </section>
    </>
  );
}
