import { Failed } from '../../web/design/states.tsx';
import { problemSentence } from './problem-sentence.ts';

interface FailureProps {
  /** What could not be had. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** In the place of what could not be loaded. */
export function Failure({ what, error, onRetry }: FailureProps) {
  return (
    <Failed title={`${what} could not be loaded`} onRetry={onRetry}>
      <p>{problemSentence(error)}</p>
    </Failed>
  );
}
