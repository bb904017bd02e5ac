import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { Button } from '../../web/design/button.tsx';
import type { Saga } from '../../web/gen/http-types.ts';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { isOver } from './saga-times.ts';

interface SagaActionsProps {
  readonly saga: Saga;
  readonly onDone: () => void;
}

/** What can be done to a saga that has not ended. Past its pivot it is not unwound: the shop then refuses, and says so. */
export function SagaActions({ saga, onDone }: SagaActionsProps) {
  const [asked, setAsked] = useState<'retry' | 'compensate'>();
  if (isOver(saga)) return null;
  const path = { id: saga.saga_id };
  return (
    <>
      <Button size="small" onClick={() => setAsked('retry')}>
        Retry
      </Button>
      <Button size="small" look="danger" onClick={() => setAsked('compensate')}>
        Compensate
      </Button>
      <ReasonDialog
        open={asked === 'retry'}
        title="Retry this saga?"
        verb="Retry"
        act={async (reason, idempotencyKey) => {
          await call('POST /sagas/{id}/retry', { path, body: { reason } }, { idempotencyKey });
          return 'The step is sent once more.';
        }}
        onClose={() => setAsked(undefined)}
        onDone={onDone}
      >
        <p>The step that is stuck is sent once more, with the ids that it was sent with before.</p>
      </ReasonDialog>
      <ReasonDialog
        open={asked === 'compensate'}
        title="Compensate this saga?"
        verb="Compensate"
        danger
        act={async (reason, idempotencyKey) => {
          await call('POST /sagas/{id}/compensate', { path, body: { reason } }, { idempotencyKey });
          return 'The saga is being unwound.';
        }}
        onClose={() => setAsked(undefined)}
        onDone={onDone}
      >
        <p>Every step that was done is undone, the last one first. This cannot be taken back.</p>
      </ReasonDialog>
    </>
  );
}
