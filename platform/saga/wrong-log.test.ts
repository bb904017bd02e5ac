import { expect, it } from 'vitest';
import type { LogRules } from './saga-view.ts';
import { wrongLog } from './wrong-log.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

const STEPS = [...'abc'].map((name) => ({ name }));
const ENDED = { traceId: TRACE, status: 'completed', steps: STEPS } as const;

/** A log of "event step" lines. */
function logOf(...lines: readonly string[]) {
  return lines.map((line, index) => {
    const [event = '', ...step] = line.split(' ');
    return { sequence: index + 1, atMs: index, event, step: step.join(' '), attempt: 1, error: '', traceId: TRACE };
  });
}

const wrong = (...lines: readonly string[]) => wrongLog({ ...ENDED, log: logOf(...lines) });

it('accepts what sagas do', () => {
  expect(wrong('started', 'step_completed a', 'resumed', 'step_unanswered b', 'step_completed b')).toBeUndefined();
  expect(
    wrong('started', 'step_completed a', 'step_completed b', 'step_refused c', 'undo_refused b', 'step_undone a'),
  ).toBeUndefined();
  expect(
    wrong(
      ...['started', 'step_completed a', 'step_completed b', 'step_refused c', 'undo_given_up b', 'step_undone a'],
      ...['operator_retry', 'step_undone b', 'step_undone a'],
    ),
  ).toBeUndefined();
  expect(
    wrong('started', 'step_completed a', 'step_refused b', 'operator_retry b', 'step_completed b'),
  ).toBeUndefined();
  expect(wrong('started', 'step_completed a', 'expired b', 'step_undone b', 'step_undone a')).toBeUndefined();
  // The host before it may have sent "b" and "c" without having logged that it came so far.
  expect(wrong('started', 'resumed', 'expired a', 'step_undone c', 'step_undone b', 'step_undone a')).toBeUndefined();
});

it.each([
  [['started', 'step_completed a', 'step_completed a'], 'completed "a" twice'],
  [['started', 'step_completed a', 'step_refused b', 'step_undone b'], undefined],
  [['started', 'step_completed a', 'step_undone b'], 'undid "b", which it had not sent'],
  [['started', 'resumed', 'expired a', 'step_undone z'], 'undid "z", which is none of its steps'],
  [['started', 'resumed', 'expired a', 'step_undone b', 'step_undone c'], 'undid "c" after a step that came before it'],
  [
    ['started', 'step_completed a', 'step_completed b', 'step_refused c', 'step_undone a', 'step_undone b'],
    'undid "b" after a step that came before it',
  ],
  [['started', 'step_completed a', 'step_refused b', 'step_undone a', 'step_undone a'], 'undid "a" after a step'],
  [['started', 'step_completed a', 'step_given_up b', 'step_undone b', 'step_completed c'], 'after it had turned back'],
  [['step_completed a'], 'does not begin with its beginning'],
])('judges %j', (lines, what) => {
  if (what === undefined) expect(wrong(...lines)).toBeUndefined();
  else expect(wrong(...lines)).toContain(what);
});

it('finds gaps and entries without the trace id of their saga', () => {
  const log = logOf('started', 'step_completed a', 'step_completed b');
  expect(wrongLog({ ...ENDED, log: log.filter(({ sequence }) => sequence !== 2) })).toBe(
    'has entry 3 of its log in the place of entry 2',
  );
  expect(wrongLog({ ...ENDED, traceId: 'other', log })).toBe('has entry 1 of its log without its trace id');
  expect(wrongLog({ ...ENDED, log: [] })).toContain('does not begin');
});

const RULES: LogRules = {
  begins: 'asked',
  neverAfter: { failed: ['approved'] },
  onlyAfter: { withdrawn: 'failed' },
  ended: { completed: 'approved', compensated: 'withdrawn' },
};

it.each([
  [['asked', 'approved', 'approved'], 'completed', undefined],
  [['asked', 'failed', 'withdrawn'], 'compensated', undefined],
  [['asked'], 'in_progress', undefined],
  [['started', 'approved'], 'completed', 'does not begin with its beginning'],
  [['asked', 'failed', 'approved'], 'completed', 'has "approved" in its log after "failed"'],
  [['asked', 'withdrawn'], 'compensated', 'has "withdrawn" in its log without "failed" before it'],
  [['asked'], 'completed', 'is completed without "approved" in its log'],
] as const)('judges %j by the rules of whoever keeps it', (lines, status, what) => {
  const wrongs = wrongLog({ ...ENDED, status, logRules: RULES, log: logOf(...lines) });
  if (what === undefined) expect(wrongs).toBeUndefined();
  else expect(wrongs).toContain(what);
});
