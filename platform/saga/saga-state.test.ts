import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trip } from '../testing/trip-saga.ts';
import { saga, thenGiveUp, UNDO_ATTEMPTS, untilAnswered } from './definition.ts';
import { type Answer, canUnwind, decide, evolve, fold, hasEnded, type LogEntry, type SagaState } from './saga-state.ts';

const yes: Answer = { kind: 'accepted' };
const no: Answer = { kind: 'refused', refusal: 'short' };
const silence: Answer = { kind: 'silence', cause: 'no answer' };
const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);

const started: LogEntry = { event: 'started', step: '', attempt: 1, error: '', atMs: 0 };

type Happening = Answer | 'retry' | 'compensate' | 'resumed';

/** The log of a saga to which all of this happens, one millisecond after another. */
function logOf(happenings: readonly Happening[]): LogEntry[] {
  const log = [started];
  for (const [index, happening] of happenings.entries()) {
    const state = fold(trip, log);
    const step = trip.steps[state.at]?.name ?? '';
    const entry = { step, attempt: state.attempt, error: '', atMs: index + 1 };
    if (happening === 'retry') log.push({ ...entry, event: 'operator_retry' });
    else if (happening === 'compensate') log.push({ ...entry, event: 'operator_compensate' });
    else if (happening === 'resumed') log.push({ ...entry, step: '', event: 'resumed' });
    else log.push(decide(trip, state, happening, index + 1));
  }
  return log;
}

const stateAfter = (...happenings: readonly Happening[]): SagaState => fold(trip, logOf(happenings));

/** Names of the steps that are undone from here on when every undo is accepted. */
function undone(state: SagaState): string[] {
  const names: string[] = [];
  let now = state;
  while (now.status === 'compensating') {
    const entry = decide(trip, now, yes, 0);
    names.push(entry.step);
    now = evolve(trip, now, entry);
  }
  expect(now.status).toBe('compensated');
  return names;
}

describe('a saga', () => {
  it('goes from step to step while it is accepted, and is completed behind the last one', () => {
    expect(stateAfter()).toMatchObject({ status: 'in_progress', direction: 'forward', at: 0, attempt: 1 });
    expect(stateAfter(...times(5, yes))).toMatchObject({ status: 'in_progress', at: 5 });
    expect(stateAfter(...times(6, yes))).toMatchObject({ status: 'completed', completedAtMs: [1, 2, 3, 4, 5, 6] });
  });

  it.each<[string, number, string[]]>([
    ['the first step', 0, []],
    ['the step that leaves nothing', 1, ['book hotel']],
    ['the last step before the pivot', 2, ['book hotel']],
    ['the pivot', 3, ['book car', 'book hotel']],
  ])('refused at %s undoes exactly the steps before it, last in first out', (_case, accepted, expected) => {
    const refused = stateAfter(...times(accepted, yes), no);
    expect(refused.failure).toEqual({ step: trip.steps[accepted]?.name, kind: 'short' });
    expect(refused.status).toBe(expected.length === 0 ? 'compensated' : 'compensating');
    expect(undone(refused)).toEqual(expected);
  });

  it.each<[number, string[]]>([
    [0, ['book hotel']],
    [1, ['book hotel']],
    [2, ['book car', 'book hotel']],
  ])('that gives step %i up undoes that step too, because nobody knows whether it happened', (accepted, expected) => {
    const { attempts } = thenGiveUp;
    const waiting = stateAfter(...times(accepted, yes), ...times(attempts - 1, silence));
    expect(waiting).toMatchObject({ status: 'in_progress', at: accepted, attempt: attempts });
    const givenUp = stateAfter(...times(accepted, yes), ...times(attempts, silence));
    expect(givenUp.failure).toEqual({ step: trip.steps[accepted]?.name, kind: 'unanswered' });
    expect(undone(givenUp)).toEqual(expected);
  });

  it.each([3, 4, 5])('never gives step %i up, at the pivot or past it', (accepted) => {
    const state = stateAfter(...times(accepted, yes), ...times(100, silence));
    expect(state).toMatchObject({ status: 'in_progress', direction: 'forward', at: accepted, attempt: 101 });
    expect(stateAfter(...times(accepted, yes), ...times(100, silence), yes).at).toBe(accepted + 1);
  });

  it.each([4, 5])('refused at step %i, past the pivot, is parked: nothing is undone', (accepted) => {
    const parked = stateAfter(...times(accepted, yes), no);
    expect(parked).toMatchObject({ status: 'parked', direction: 'forward', at: accepted });
    expect(hasEnded(parked)).toBe(true);
    const retried = stateAfter(...times(accepted, yes), no, 'retry');
    expect(retried).toMatchObject({ status: 'in_progress', at: accepted, attempt: 1 });
    expect(stateAfter(...times(accepted, yes), no, 'retry', ...times(6 - accepted, yes)).status).toBe('completed');
  });

  it('counts attempts of each step anew', () =>
    expect(stateAfter(silence, yes, silence)).toMatchObject({ at: 1, attempt: 2, status: 'in_progress' }));

  it('sends an undo again while it is not answered', () =>
    expect(stateAfter(...times(3, yes), no, ...times(UNDO_ATTEMPTS - 1, silence))).toMatchObject({
      status: 'compensating',
      at: 2,
      attempt: UNDO_ATTEMPTS,
    }));

  it('leaves an undo behind that is never answered, undoes what lies below it, and is parked with it', () => {
    const leftBehind = [...times(3, yes), no, ...times(UNDO_ATTEMPTS, silence)];
    expect(stateAfter(...leftBehind)).toMatchObject({ status: 'compensating', at: 0, leftBehind: ['book car'] });
    expect(stateAfter(...leftBehind, yes)).toMatchObject({ status: 'parked', leftBehind: ['book car'] });
    expect(undone(stateAfter(...leftBehind, yes, 'retry'))).toEqual(['book car', 'book hotel']);
  });

  it('that has expired unwinds with the step that is out, because nobody knows whether it happened', () => {
    const log: LogEntry[] = [...logOf([yes, yes, silence])];
    log.push({ event: 'expired', step: 'book car', attempt: 2, error: 'too late', atMs: 9 });
    const expired = fold(trip, log);
    expect(expired.failure).toEqual({ step: 'book car', kind: 'expired' });
    expect(undone(expired)).toEqual(['book car', 'book hotel']);
  });

  it('refuses a log that its definition cannot have written', () => {
    const wrong = (step: string, before: readonly Happening[]): void => {
      fold(trip, [...logOf(before), { event: 'step_completed', step, attempt: 1, error: '', atMs: 9 }]);
    };
    expect(() => wrong('book hotel', [])).not.toThrow();
    expect(() => wrong('book car', [])).toThrow('"book car" where a saga of trip.v1 stands at "book hotel"');
    expect(() => wrong('wave', times(6, yes))).toThrow('trip.v1 is past its last step');
  });

  it('that was set aside goes on where it stood when a person has it tried again', () => {
    const log = logOf([yes, yes, yes, no]);
    const stood = fold(trip, log);
    log.push({ event: 'set_aside', step: '', attempt: 1, error: 'no sense', atMs: 9 });
    expect(fold(trip, log)).toMatchObject({ status: 'parked' });
    log.push({ event: 'operator_retry', step: 'book car', attempt: 1, error: 'eve: mended', atMs: 10 });
    expect(fold(trip, log)).toEqual(stood);
  });

  it('goes on past an undo that is refused, and is parked at the end', () => {
    const refused = stateAfter(...times(3, yes), no, no);
    expect(refused).toMatchObject({ status: 'compensating', at: 0, leftBehind: ['book car'] });
    expect(stateAfter(...times(3, yes), no, no, yes)).toMatchObject({ status: 'parked', leftBehind: ['book car'] });
    expect(stateAfter(...times(3, yes), no, no, no)).toMatchObject({
      status: 'parked',
      leftBehind: ['book car', 'book hotel'],
    });
  });

  it('that was parked while unwinding tries again from the latest undo that was refused', () => {
    const onlyLast = stateAfter(...times(3, yes), no, yes, no, 'retry');
    expect(undone(onlyLast)).toEqual(['book hotel']);
    const both = stateAfter(...times(3, yes), no, no, no, 'retry');
    expect(undone(both)).toEqual(['book car', 'book hotel']);
    expect(stateAfter(...times(3, yes), no, no, yes, 'retry', no, yes).status).toBe('parked');
  });

  it('that was promised is parked when its pivot is refused, and tries again when a person says so', () => {
    const refund = saga<object>('refund.v1')
      .pivot('refund', { send: () => [] as never, retry: untilAnswered })
      .forward('tell', { send: () => [], retry: untilAnswered })
      .build();
    const log = [started];
    const happens = (answer: Answer) => log.push(decide(refund, fold(refund, log), answer, log.length));
    happens(no);
    expect(fold(refund, log)).toMatchObject({ status: 'parked', at: 0, leftBehind: ['refund'], failure: undefined });
    log.push({ event: 'operator_retry', step: 'refund', attempt: 1, error: 'eve: mended', atMs: 9 });
    expect(fold(refund, log)).toMatchObject({ status: 'in_progress', at: 0, attempt: 1, leftBehind: [] });
    for (const answer of times(2, yes)) happens(answer);
    expect(fold(refund, log)).toMatchObject({ status: 'completed' });
  });

  it('can be unwound by a person until its pivot is sent, the current step included', () => {
    for (const accepted of [0, 1, 2]) expect(canUnwind(trip, stateAfter(...times(accepted, yes)))).toBe(true);
    for (const accepted of [3, 4, 5, 6]) expect(canUnwind(trip, stateAfter(...times(accepted, yes)))).toBe(false);
    expect(canUnwind(trip, stateAfter(yes, no))).toBe(false);
    const compensating = stateAfter(yes, yes, silence, 'compensate');
    expect(compensating.failure).toEqual({ step: 'book car', kind: 'operator' });
    expect(undone(compensating)).toEqual(['book car', 'book hotel']);
  });

  it('is not moved by being resumed', () => {
    const history = [yes, silence, yes, no, silence] as const;
    for (let length = 0; length <= history.length; length++) {
      const until = history.slice(0, length);
      const { mayHaveSent, ...stands } = stateAfter(...until);
      expect(stateAfter(...until, 'resumed')).toMatchObject(stands);
      expect(mayHaveSent).toBe(-1);
    }
  });

  it('unwinds, once it was resumed, from the furthest step that may have been sent', () => {
    expect(undone(stateAfter(yes, no))).toEqual(['book hotel']);
    expect(undone(stateAfter(yes, 'resumed', no))).toEqual(['book car', 'book hotel']);
    expect(undone(stateAfter('resumed', 'compensate'))).toEqual(['book car', 'book hotel']);
    expect(undone(stateAfter(yes, yes, yes, 'resumed', no))).toEqual(['book car', 'book hotel']);
  });

  it('always ends: whatever is answered, enough yeses bring it to an end, and each undo follows its step', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(yes, no, silence), { maxLength: 30 }), (answers) => {
        let log = [started];
        for (const answer of [...answers, ...times(12, yes)]) {
          const state = fold(trip, log);
          if (hasEnded(state)) break;
          log = [...log, decide(trip, state, answer, 0)];
        }
        const end = fold(trip, log);
        expect(hasEnded(end)).toBe(true);
        const undos = log
          .filter(({ event }) => event === 'step_undone' || event === 'undo_refused')
          .map(({ step }) => step);
        const order = trip.steps.map(({ name }) => name);
        const indexes = undos.map((name) => order.indexOf(name));
        expect(indexes).toEqual(indexes.toSorted((left, right) => right - left));
        const completed = log.filter(({ event }) => event === 'step_completed').map(({ step }) => step);
        if (end.status === 'completed') expect(completed).toEqual(order);
        if (end.status === 'compensated') {
          const undoable = completed.filter((name) => name !== 'look around');
          for (const name of undoable) expect(undos).toContain(name);
        }
      }),
      { numRuns: 300 },
    ));
});
