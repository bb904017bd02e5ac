import type { ReactNode } from 'react';
import { Failed } from '../../web/design/states.tsx';
import type { Unread } from '../../web/state/use-loaded.ts';
import { problemSentence } from './problem-sentence.ts';

interface FailureProps {
  /** What could not be had. */
  readonly what: string;
  readonly failed: Unread;
  readonly onRetry: () => void;
  /** What else can be done about it, beside another try. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** In the place of what could not be loaded. */
export function Failure({ what, failed: { error, retrying }, onRetry, actions, children }: FailureProps) {
  return (
    <Failed title={`${what} could not be loaded`} onRetry={onRetry} busy={retrying} actions={actions}>
      <p>{problemSentence(error)}</p>
      {children}
    </Failed>
  );
}
