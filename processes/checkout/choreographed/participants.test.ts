import { describe, expect, it } from 'vitest';
import { checkout } from '../checkout.saga.ts';
import { contextOf } from './contexts.ts';
import { EVENTS, nameOf } from './events.ts';
import { joinConsumer, PARTICIPANTS } from './participants.ts';

describe('the choreography', () => {
  it('has every step of the orchestrated checkout done by a context that hears when', () => {
    for (const { name, kind, undo } of checkout.steps) {
      const participant = PARTICIPANTS.find(({ context }) => context === contextOf(name));
      const acts = Object.values(participant?.hears ?? {});
      expect(acts, name).toContain(kind);
      if (undo !== undefined) expect(acts, name).toContain('undo');
    }
    expect(() => contextOf('wrap the gift')).toThrow('name it in contexts.ts');
  });

  it('has an answer for everything that a context does', () => {
    for (const { hears, answers } of PARTICIPANTS) {
      for (const act of Object.values(hears)) expect(answers).toHaveProperty(act);
    }
  });

  it('has no event that nobody hears, and none that nobody tells', () => {
    const heard = new Set([
      ...PARTICIPANTS.flatMap(({ hears }) => Object.keys(hears)),
      ...joinConsumer.events.map(nameOf),
    ]);
    const told = PARTICIPANTS.flatMap(({ answers }) =>
      Object.values(answers).flatMap(({ done, refused }) => [done, refused]),
    );
    const announced = Object.keys(EVENTS).filter((name) => name.startsWith('checkout.'));
    expect([...heard].toSorted()).toEqual(Object.keys(EVENTS).toSorted());
    expect([...new Set([...told, ...announced])].toSorted()).toEqual(Object.keys(EVENTS).toSorted());
  });
});
