import './actions.css';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { AttemptKey } from '../../web/api/attempt-key.ts';
import { Button } from '../../web/design/button.tsx';
import { Dialog } from '../../web/design/dialog.tsx';
import { Field } from '../../web/design/field.tsx';
import { Notice } from '../../web/design/states.tsx';
import { useToast } from '../../web/design/toasts.tsx';
import { sentenceOf } from '../format/sentence-of.ts';

export interface ReasonDialogProps {
  readonly open: boolean;
  /** A question: "Cancel this order?" */
  readonly title: string;
  /** What will happen, in a sentence or two, and further fields. */
  readonly children?: ReactNode;
  /** What the button does: "Cancel the order". */
  readonly verb: string;
  /** It cannot be taken back. */
  readonly danger?: boolean;
  /**
   * Does it, and answers what to tell. The key is the same for the same reason where no answer came: who tries again does
   * it once.
   */
  readonly act: (reason: string, idempotencyKey: string) => Promise<string>;
  readonly onClose: () => void;
  /** It was done: the page reads anew what it shows. */
  readonly onDone: () => void;
}

/** No act of staff without a reason and a second thought. What is refused is said here, and the reason stays typed. */
export function ReasonDialog(props: ReasonDialogProps) {
  return (
    <Dialog title={props.title} open={props.open} onClose={props.onClose}>
      <ReasonForm {...props} />
    </Dialog>
  );
}

function ReasonForm({ children, verb, danger = false, act, onClose, onDone }: ReasonDialogProps) {
  const tell = useToast();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const attempt = useRef(new AttemptKey());

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const given = reason.trim();
    setMissing(given === '');
    if (given === '' || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      tell(await attempt.current.during(given, (key) => act(given, key)), 'positive');
      onClose();
      onDone();
    } catch (error) {
      setFailure(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <form className="stack" onSubmit={submit} noValidate>
      {children}
      <Field
        label="Reason"
        hint="Kept with your name in the log of operator actions."
        error={missing ? 'Say why, in a few words.' : undefined}
        value={reason}
        maxLength={200}
        required
        onChange={({ target }) => setReason(target.value)}
      />
      {failure !== undefined && (
        <Notice tone="negative" urgent>
          {failure}
        </Notice>
      )}
      <div className="actions-foot">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
