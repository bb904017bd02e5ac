import './states.css';
import { type ReactNode, useEffect, useState } from 'react';
import type { Tone } from './badge.tsx';
import { Button } from './button.tsx';

// What a place shows that has nothing to show: not yet, nothing, or not to be had.

interface MessageProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** There is nothing, and that is no fault. The children say what to do about it. */
export function Empty({ title, children }: MessageProps) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

interface FailedProps extends MessageProps {
  readonly onRetry?: () => void;
  /** It is being tried again. */
  readonly busy?: boolean;
  /** What else can be done about it, beside another try. */
  readonly actions?: ReactNode;
}

/** It could not be had. Told to a screen reader at once, and once: what a further try does to the button is not read aloud. */
export function Failed({ title, children, onRetry, busy = false, actions }: FailedProps) {
  return (
    <div className="state state-failed">
      <div className="state-message" role="alert">
        <p className="state-title">{title}</p>
        {children}
      </div>
      {onRetry !== undefined && (
        <div className="row state-actions">
          {actions}
          <TryAgain busy={busy} onRetry={onRetry} />
        </div>
      )}
    </div>
  );
}

interface TryAgainProps {
  readonly busy: boolean;
  readonly onRetry: () => void;
  readonly size?: 'small' | 'medium';
}

/**
 * Busy from the click to the end of the try, so that a person sees that something is done. What the page tries by itself
 * leaves the button alone: it would flicker every few seconds.
 */
export function TryAgain({ busy, onRetry, size = 'medium' }: TryAgainProps) {
  const [isAsked, setAsked] = useState(false);
  useEffect(() => {
    if (!busy) setAsked(false);
  }, [busy]);
  const isTrying = busy && isAsked;
  const ask = (): void => {
    setAsked(true);
    onRetry();
  };
  return (
    <Button size={size} busy={isTrying} onClick={ask}>
      {isTrying ? 'Trying …' : 'Try again'}
    </Button>
  );
}

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** Interrupts a screen reader: for what stands in the way. */
  readonly urgent?: boolean;
}

/** A sentence or two in the middle of a page. Put it where it will be read: a new one is told to a screen reader. */
export function Notice({ tone, children, urgent = false }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={urgent ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** Grey lines in the place of what is on its way. */
export function Skeleton({ lines = 3, label = 'Loading' }: { readonly lines?: number; readonly label?: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same
        <span key={line} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}

interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; left out where nobody knows. */
  readonly value?: number;
}

export function Progress({ label, value }: ProgressProps) {
  return <progress className="progress" aria-label={label} max={1} {...(value === undefined ? {} : { value })} />;
}
