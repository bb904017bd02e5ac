import type { ReactNode } from 'react';
import { Refused } from '../../web/api/api.ts';
import { Empty, Failed, Notice, Skeleton } from '../../web/design/states.tsx';
import type { Loading } from '../../web/state/use-loaded.ts';
import { whyUnread } from '../format/sentence-of.ts';

interface WhenLoadedProps<Value> {
  readonly loading: Loading<Value>;
  /** What is on its way: "order". */
  readonly what: string;
  readonly lines?: number;
  readonly children: (value: Value) => ReactNode;
}

/** Grey lines until it has come, what went wrong where it has not, and then the thing itself, and whether it may be old. */
export function WhenLoaded<Value>({ loading: { loaded, reload }, what, lines = 8, children }: WhenLoadedProps<Value>) {
  if (loaded.status === 'loading') return <Skeleton lines={lines} label={`Loading the ${what}`} />;
  if (loaded.status === 'ready') {
    return (
      <>
        {loaded.failure !== undefined && (
          <Notice tone="caution">The {what} could not be read again: what is shown may be old.</Notice>
        )}
        {children(loaded.value)}
      </>
    );
  }
  if (loaded.error instanceof Refused && loaded.error.problem.status === 404) {
    return <Empty title={`There is no such ${what}`}>{whyUnread(loaded.error)}</Empty>;
  }
  return (
    <Failed title={`The ${what} could not be read`} onRetry={reload} busy={loaded.retrying}>
      <p>{whyUnread(loaded.error)}</p>
    </Failed>
  );
}
