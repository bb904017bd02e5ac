import type { LogRules, SagaLogView, SagaStatus } from './saga-view.ts';

// What no log of a saga may say, whatever its definition. Used by the audit and by the torture suite.

interface Logged {
  readonly traceId: string;
  readonly log: readonly SagaLogView[];
  /** Its steps in their order. */
  readonly steps: readonly { readonly name: string }[];
  readonly status: SagaStatus;
  readonly logRules?: LogRules;
}

const UNDOES: ReadonlySet<string> = new Set(['step_undone', 'undo_refused', 'undo_given_up']);
const TURNS_BACK: ReadonlySet<string> = new Set(['step_refused', 'step_given_up', 'expired', 'operator_compensate']);

/** Completes a sentence that begins with the saga's id; undefined when all is well. */
export function wrongLog({ traceId, log, steps, status, logRules }: Logged): string | undefined {
  const gap = log.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (gap !== -1) return `has entry ${log[gap]?.sequence} of its log in the place of entry ${gap + 1}`;
  if (log[0]?.event !== (logRules?.begins ?? 'started')) return 'has a log that does not begin with its beginning';
  const untraced = log.find((entry) => entry.traceId === '' || entry.traceId !== traceId);
  if (untraced !== undefined) return `has entry ${untraced.sequence} of its log without its trace id`;
  return logRules === undefined ? wrongOrder(log, steps) : wrongByRules(logRules, status, log);
}

function wrongByRules({ neverAfter, onlyAfter, ended }: LogRules, status: SagaStatus, log: readonly SagaLogView[]) {
  const told = new Set<string>();
  for (const { event } of log) {
    const cause = onlyAfter[event];
    if (cause !== undefined && !told.has(cause)) return `has "${event}" in its log without "${cause}" before it`;
    const end = [...told].find((earlier) => neverAfter[earlier]?.includes(event));
    if (end !== undefined) return `has "${event}" in its log after "${end}"`;
    told.add(event);
  }
  const last = ended[status];
  return last === undefined || told.has(last) ? undefined : `is ${status} without "${last}" in its log`;
}

/** Entries behind which a step may have been sent of which the log says nothing: by the host that had the saga before. */
const CHANGES_HANDS: ReadonlySet<string> = new Set(['resumed', 'operator_retry', 'operator_compensate']);

function wrongOrder(log: readonly SagaLogView[], steps: Logged['steps']): string | undefined {
  const sent = new Set<string>();
  let mayHaveBeenSent = false;
  const completed = new Set<string>();
  let turnedBack = false;
  let lastUndone = Number.POSITIVE_INFINITY;
  for (const { event, step } of log) {
    if (event === 'operator_retry') lastUndone = Number.POSITIVE_INFINITY;
    mayHaveBeenSent ||= CHANGES_HANDS.has(event);
    if (UNDOES.has(event)) {
      const place = steps.findIndex(({ name }) => name === step);
      if (place === -1) return `undid "${step}", which is none of its steps`;
      if (!(sent.has(step) || mayHaveBeenSent)) return `undid "${step}", which it had not sent`;
      if (place >= lastUndone) return `undid "${step}" after a step that came before it`;
      lastUndone = place;
      continue;
    }
    if (step !== '') sent.add(step);
    if (event === 'step_completed') {
      if (completed.has(step)) return `completed "${step}" twice`;
      if (turnedBack) return `completed "${step}" after it had turned back`;
      completed.add(step);
    }
    // Where nothing is undone a refusal turns nothing back: a person has the step tried again.
    if (event === 'operator_retry') turnedBack = turnedBack && log.some((entry) => UNDOES.has(entry.event));
    else turnedBack ||= TURNS_BACK.has(event);
  }
  return undefined;
}
