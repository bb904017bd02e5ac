import { useState } from 'react';
import { call } from '../../web/api/api.ts';
import { Button } from '../../web/design/button.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { ReasonDialog } from '../actions/reason-dialog.tsx';

const ACTIONS = {
  open: {
    name: 'Open',
    question: 'Open this sale?',
    told: 'The sale is open.',
    what: 'People can order from now on, whatever the clock says.',
    danger: false,
  },
  pause: {
    name: 'Pause',
    question: 'Pause this sale?',
    told: 'The sale is paused.',
    what: 'Nobody can order until it is opened again. Orders that have their units go on, and no turn runs out.',
    danger: false,
  },
  drain: {
    name: 'Drain',
    question: 'Drain this sale?',
    told: 'The sale drains.',
    what: 'Nothing new is sold. Orders that have their units go on to their end.',
    danger: true,
  },
  close: {
    name: 'Close',
    question: 'Close this sale?',
    told: 'The sale is closed.',
    what: 'It ends for good. What nobody has bought goes back to the shop once orders under way have ended.',
    danger: true,
  },
} as const;

type Action = keyof typeof ACTIONS;

/** What may be done to a sale as it stands. */
function possible({ state, draining }: Pick<Sale, 'state' | 'draining'>): readonly Action[] {
  if (state === 'closed') return [];
  if (state === 'scheduled') return ['open', 'close'];
  if (draining) return ['open', 'close'];
  return state === 'paused' ? ['open', 'drain', 'close'] : ['pause', 'drain', 'close'];
}

export function Steering({ sale, onSteered }: { readonly sale: Sale; readonly onSteered: () => void }) {
  const [asked, setAsked] = useState<Action>();
  const action = ACTIONS[asked ?? 'open'];
  const act = async (reason: string, idempotencyKey: string): Promise<string> => {
    const input = { path: { id: sale.id }, body: { reason } };
    await call(`POST /sales/{id}/${asked ?? 'open'}`, input, { idempotencyKey });
    return action.told;
  };
  return (
    <>
      {possible(sale).map((name) => (
        <Button key={name} look={name === 'close' ? 'danger' : 'plain'} onClick={() => setAsked(name)}>
          {ACTIONS[name].name}
        </Button>
      ))}
      <ReasonDialog
        open={asked !== undefined}
        title={action.question}
        verb={`${action.name} the sale`}
        danger={action.danger}
        act={act}
        onClose={() => setAsked(undefined)}
        onDone={onSteered}
      >
        <p>{action.what}</p>
      </ReasonDialog>
    </>
  );
}
