import './actions.css';
import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { newKey } from '../../web/api/new-key.ts';
import { Button } from '../../web/design/button.tsx';
import { Dialog } from '../../web/design/dialog.tsx';
import { Field } from '../../web/design/field.tsx';
import { Failed, Progress } from '../../web/design/states.tsx';
import { counted, formatCount } from '../format/count.ts';
import { sentenceOf } from '../format/sentence-of.ts';
import { ShortId } from '../format/short-id.tsx';
import type { LoadPage } from '../table/use-pages.ts';
import { type BulkProgress, runBulk } from './bulk-run.ts';
import { type Collected, collect } from './collect.ts';

export interface BulkDialogProps {
  readonly open: boolean;
  /** "Cancel orders" */
  readonly title: string;
  /** What there are many of: "order". */
  readonly noun: string;
  /** What the button does to them: "Cancel". */
  readonly verb: string;
  readonly children?: ReactNode;
  /** A page of ids that the filter leaves. */
  readonly load: LoadPage<string>;
  readonly act: (id: string, reason: string, idempotencyKey: string) => Promise<unknown>;
  /** Where one of them is shown. */
  readonly pathOf: (id: string) => string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Looks up what the filter leaves, asks with the number, does it with progress, and lists what failed. */
export function BulkDialog(props: BulkDialogProps) {
  return (
    <Dialog title={props.title} open={props.open} onClose={props.onClose}>
      <BulkSteps {...props} />
    </Dialog>
  );
}

function BulkSteps(props: BulkDialogProps) {
  const [found, setFound] = useState<Collected<string>>();
  const [looking, setLooking] = useState(0);
  const [failure, setFailure] = useState<string>();
  const [progress, setProgress] = useState<BulkProgress>();
  const [ended, setEnded] = useState(false);
  const stopping = useRef(new AbortController());
  const { load } = props;
  const newest = useRef(load);

  useEffect(() => {
    const controller = new AbortController();
    collect(newest.current, controller.signal, setLooking).then(setFound, (error: unknown) => {
      if (!controller.signal.aborted) setFailure(sentenceOf(error));
    });
    return () => controller.abort();
  }, []);
  useEffect(() => () => stopping.current.abort(), []);

  const run = async (reason: string): Promise<void> => {
    const keys = newKey();
    stopping.current = new AbortController();
    const ids = found?.rows ?? [];
    setProgress({ total: ids.length, done: 0, failed: [] });
    await runBulk({
      ids,
      act: (id) => props.act(id, reason, `${keys}:${id}`),
      onProgress: setProgress,
      signal: stopping.current.signal,
      pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
    });
    setEnded(true);
    props.onDone();
  };

  if (failure !== undefined) return <Failed title={`The ${props.noun}s could not be looked up`}>{failure}</Failed>;
  if (found === undefined) return <Looking noun={props.noun} count={looking} onClose={props.onClose} />;
  if (progress === undefined) return <Ask {...props} found={found} onRun={run} />;
  return <Running {...props} progress={progress} ended={ended} onStop={() => stopping.current.abort()} />;
}

/** The button that led to a step is gone: the focus goes on to what the step has to offer. */
function useFirstFocus() {
  return useCallback((step: HTMLElement | null): void => {
    step?.querySelector<HTMLElement>('input, button')?.focus();
  }, []);
}

function Looking({
  noun,
  count,
  onClose,
}: {
  readonly noun: string;
  readonly count: number;
  readonly onClose: () => void;
}) {
  return (
    <div className="stack">
      <Progress label={`Looking up ${noun}s`} />
      <p role="status">{counted(count, noun)} so far</p>
      <div className="actions-foot">
        <Button onClick={onClose}>Stop</Button>
      </div>
    </div>
  );
}

type AskProps = BulkDialogProps & { readonly found: Collected<string>; readonly onRun: (reason: string) => void };

function Ask({ noun, verb, children, found, onRun, onClose }: AskProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const step = useFirstFocus();
  const count = found.rows.length;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') onRun(reason.trim());
  };
  if (count === 0) {
    return (
      <div ref={step} className="stack">
        <p>No {noun} matches the filter.</p>
        <div className="actions-foot">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    );
  }
  return (
    <form ref={step} className="stack" onSubmit={submit} noValidate>
      <p>
        {counted(count, noun)} {count === 1 ? 'matches' : 'match'} the filter now.
        {found.more && ` There are more; these are the first ${formatCount(count)}.`}
      </p>
      {children}
      <Field
        label="Reason"
        hint="Kept with your name in the log of operator actions, once for each."
        error={missing ? 'Say why, in a few words.' : undefined}
        value={reason}
        maxLength={200}
        required
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="actions-foot">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" look="danger">
          {`${verb} ${counted(count, noun)}`}
        </Button>
      </div>
    </form>
  );
}

type RunningProps = BulkDialogProps & {
  readonly progress: BulkProgress;
  readonly ended: boolean;
  readonly onStop: () => void;
};

function Running({ noun, progress, ended, pathOf, onStop, onClose }: RunningProps) {
  const { total, done, failed } = progress;
  const step = useFirstFocus();
  return (
    <div ref={step} className="stack">
      <Progress label={`${noun}s done`} value={total === 0 ? 1 : done / total} />
      <p role="status" className="numeric">
        {ended && done < total ? 'Stopped: ' : ''}
        {formatCount(done)} of {counted(total, noun)} done, {formatCount(failed.length)} failed
      </p>
      {failed.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard
        <ul className="bulk-failed" aria-label="What failed" tabIndex={0}>
          {failed.map(({ id, why }) => (
            <li key={id}>
              <ShortId id={id} to={pathOf(id)} /> {why}
            </li>
          ))}
        </ul>
      )}
      <div className="actions-foot">
        {ended ? <Button onClick={onClose}>Close</Button> : <Button onClick={onStop}>Stop</Button>}
      </div>
    </div>
  );
}
