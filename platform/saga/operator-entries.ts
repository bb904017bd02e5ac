import type { OperatorEntry, SagaLogView } from './saga-view.ts';

/** What people did, as a log tells it: an operator's action is an entry like any other, with "who: why" as its error. */
export function operatorEntries(log: readonly SagaLogView[]): OperatorEntry[] {
  return log.flatMap(({ event, atMs, error }) => {
    if (event !== 'operator_retry' && event !== 'operator_compensate') return [];
    const [who = '', ...why] = error.split(': ');
    const action = event === 'operator_retry' ? 'retry' : 'compensate';
    return [{ atMs, action, who, why: why.join(': ') }];
  });
}
