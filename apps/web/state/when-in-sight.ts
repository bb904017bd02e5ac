/** As far as it is needed of a browser's document. */
type Sight = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/**
 * Acts once after so long, in sight only: a tab that is hidden by then acts in the moment in which somebody looks at it
 * again. Answers what takes the wish back.
 */
export function whenInSight(afterMs: number, act: () => void, sight: Sight = document): () => void {
  const look = (): void => {
    if (sight.hidden) return;
    forget();
    act();
  };
  const waiting = setTimeout(() => {
    sight.addEventListener('visibilitychange', look);
    look();
  }, afterMs);
  const forget = (): void => {
    clearTimeout(waiting);
    sight.removeEventListener('visibilitychange', look);
  };
  return forget;
}
