import { describe, expect, it } from 'vitest';
import { act, trip } from '../testing/trip-saga.ts';
import { nothingToUndo, saga, thenGiveUp, untilAnswered } from './definition.ts';

const send = () => act('anything', 'trip');
const several = () => [send(), send()];
const undo = send;
const begun = saga<object>('wrong.v1');

describe('a saga definition', () => {
  it('is data: its steps in order, and where the pivot is', () => {
    expect(trip.steps.map(({ name, kind }) => `${kind}: ${name}`)).toEqual([
      'step: book hotel',
      'step: look around',
      'step: book car',
      'pivot: charge',
      'forward: send ticket',
      'forward: wave',
    ]);
    expect(trip.pivot).toBe(3);
  });

  it('refuses two steps of one name', () =>
    expect(() =>
      begun.pivot('charge', { send, retry: untilAnswered }).forward('charge', { send, retry: untilAnswered }),
    ).toThrow('wrong.v1 has two steps named "charge"'));

  it('does not compile where it could not be run to its end', () => {
    // Only compiled: every line is an error that the compiler has to find.
    const mistakes = [
      // @ts-expect-error without a pivot there is nothing to build
      () => begun.build(),
      // @ts-expect-error a step has an undo, or says that it needs none
      () => begun.step('a', { send, retry: thenGiveUp }),
      // @ts-expect-error a pivot is sent until it is answered
      () => begun.pivot('a', { send, retry: thenGiveUp }),
      // @ts-expect-error a pivot cannot be undone
      () => begun.pivot('a', { send, undo, retry: untilAnswered }),
      // @ts-expect-error a forward step never gives up
      () => begun.pivot('a', { send, retry: untilAnswered }).forward('b', { send, retry: thenGiveUp }),
      // @ts-expect-error past the pivot there are no steps to undo
      () => begun.pivot('a', { send, retry: untilAnswered }).step('b', { send, undo, retry: thenGiveUp }),
      // @ts-expect-error there is one pivot
      () => begun.pivot('a', { send, retry: untilAnswered }).pivot('b', { send, retry: untilAnswered }),
      // @ts-expect-error of several calls one may be accepted when another is refused: nobody would undo it
      () => begun.step('a', { send: several, undo, retry: thenGiveUp }),
      // @ts-expect-error of several calls one may be accepted when another is refused: the pivot decides as a whole
      () => begun.pivot('a', { send: several, retry: untilAnswered }),
    ];
    expect(mistakes).toHaveLength(9);
  });

  it('compiles with several calls where a refusal leaves nothing behind', () => {
    const checked = saga<object>('right.v1')
      .step('check', { send: several, undo: nothingToUndo, retry: thenGiveUp })
      .pivot('decide', { send, retry: untilAnswered })
      .forward('tell', { send: several, retry: untilAnswered })
      .build();
    expect(checked.pivot).toBe(1);
  });
});
