import '../actions/actions.css';
import './sales.css';
import { type FormEvent, useRef, useState } from 'react';
import { type Answer, call } from '../../web/api/api.ts';
import { AttemptKey } from '../../web/api/attempt-key.ts';
import { Button } from '../../web/design/button.tsx';
import { Dialog } from '../../web/design/dialog.tsx';
import { Field, SelectField } from '../../web/design/field.tsx';
import { Notice } from '../../web/design/states.tsx';
import { isoOf, localMinute } from '../filters/filter-values.ts';
import { sentenceOf } from '../format/sentence-of.ts';

interface ScheduleDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onScheduled: (sale: Answer<'POST /sales'>) => void;
}

const HOUR_MS = 3_600_000;

/** Its units are set aside at once, so that it cannot promise what the shop sells meanwhile. */
export function ScheduleDialog({ open, onClose, onScheduled }: ScheduleDialogProps) {
  return (
    <Dialog title="Schedule a sale" open={open} onClose={onClose}>
      <ScheduleForm onClose={onClose} onScheduled={onScheduled} />
    </Dialog>
  );
}

interface Terms {
  readonly productId: string;
  readonly quantity: string;
  readonly price: string;
  readonly limit: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly room: '' | 'arrival' | 'fair';
}

function firstTerms(): Terms {
  const at = (ms: number): string => localMinute(new Date(Date.now() + ms).toISOString());
  return { productId: '', quantity: '100', price: '', limit: '2', startsAt: at(0), endsAt: at(HOUR_MS), room: '' };
}

function bodyOf({ productId, quantity, price, limit, startsAt, endsAt, room }: Terms) {
  return {
    product_id: productId.trim(),
    quantity: Number(quantity),
    ...(price.trim() === '' ? {} : { price: price.trim() }),
    per_customer_limit: Number(limit),
    starts_at: isoOf(startsAt),
    ends_at: isoOf(endsAt),
    ...(room === '' ? {} : { waiting_room: { draw: room } }),
  };
}

function ScheduleForm({ onClose, onScheduled }: Omit<ScheduleDialogProps, 'open'>) {
  const [terms, setTerms] = useState(firstTerms);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const attempt = useRef(new AttemptKey());
  const change = (changed: Partial<Terms>): void => setTerms({ ...terms, ...changed });

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const body = bodyOf(terms);
    setBusy(true);
    setFailure(undefined);
    try {
      // Who tries again after a lost answer schedules one sale; other terms are another one.
      const schedule = (idempotencyKey: string) => call('POST /sales', { body }, { idempotencyKey });
      onScheduled(await attempt.current.during(JSON.stringify(body), schedule));
    } catch (error) {
      setFailure(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <form className="stack" onSubmit={submit}>
      <Field
        label="Product"
        required
        value={terms.productId}
        hint="Its id, such as prod_2"
        onChange={({ target }) => change({ productId: target.value })}
      />
      <div className="sale-form">
        <Field
          label="Units"
          type="number"
          min={1}
          required
          value={terms.quantity}
          onChange={({ target }) => change({ quantity: target.value })}
        />
        <Field
          label="Price"
          inputMode="decimal"
          placeholder="list price"
          value={terms.price}
          onChange={({ target }) => change({ price: target.value })}
        />
        <Field
          label="Most for one customer"
          type="number"
          min={1}
          required
          value={terms.limit}
          onChange={({ target }) => change({ limit: target.value })}
        />
        <SelectField
          label="Waiting room"
          value={terms.room}
          onChange={({ target }) => change({ room: ROOMS.find((room) => room === target.value) ?? '' })}
        >
          <option value="">None: order at once</option>
          <option value="arrival">In order of arrival</option>
          <option value="fair">Fair draw</option>
        </SelectField>
        <Field
          label="Begins"
          type="datetime-local"
          required
          value={terms.startsAt}
          onChange={({ target }) => change({ startsAt: target.value })}
        />
        <Field
          label="Ends"
          type="datetime-local"
          required
          value={terms.endsAt}
          onChange={({ target }) => change({ endsAt: target.value })}
        />
      </div>
      {failure !== undefined && (
        <Notice tone="negative" urgent>
          {failure}
        </Notice>
      )}
      <div className="actions-foot">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" look="primary" busy={busy}>
          Schedule
        </Button>
      </div>
    </form>
  );
}

const ROOMS = ['arrival', 'fair'] as const;
