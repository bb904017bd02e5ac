import { present } from '../kernel/assert.ts';
import type { Call, Method } from '../rpc/contract.ts';
import { type Doors, Unanswered } from '../rpc/doors.ts';
import { nothingToUndo, saga, thenGiveUp, untilAnswered } from '../saga/definition.ts';
import { till } from './till-contract.ts';

// A saga with a step of every kind, and a world that it acts upon.

export interface Trip {
  readonly tripId: string;
}

/** A call of the world's one method per name. "done" is its acceptance, whatever else is answered is a refusal. */
export function act(name: string, tripId: string): Call<Trip> {
  const method: Method = { ...till.close, path: name, localName: name, accepted: 'done' };
  return { method, request: { tripId } };
}

const step = (name: string) => (trip: Trip) => act(name, trip.tripId);

export const trip = saga<Trip>('trip.v1')
  .step('book hotel', { send: step('book hotel'), undo: step('cancel hotel'), retry: thenGiveUp })
  .step('look around', {
    send: ({ tripId }) => [act('look left', tripId), act('look right', tripId)],
    undo: nothingToUndo,
    retry: thenGiveUp,
  })
  .step('book car', { send: step('book car'), undo: step('cancel car'), retry: thenGiveUp })
  .pivot('charge', { send: step('charge'), retry: untilAnswered })
  .forward('send ticket', { send: step('send ticket'), retry: untilAnswered })
  .forward('wave', { send: step('wave'), retry: untilAnswered })
  .build();

/** Everything that a trip does when nothing goes wrong, in order. */
export const WHOLE_TRIP = [
  'book hotel',
  'look left',
  'look right',
  'book car',
  'charge',
  'send ticket',
  'wave',
] as const;

/** What a call is answered with: its acceptance, a refusal, no answer, or nothing until the test says so. */
export type Answer = 'done' | 'silence' | 'waits' | `refused: ${string}`;

/**
 * What the trips did. Every call is idempotent, as a saga asks: the second call of a name for one trip changes nothing.
 * The script says how each call is answered; what it leaves out is done.
 */
export class World implements Doors {
  /** What was called, as often as it was called. */
  readonly calls: string[] = [];
  readonly traceIds: (string | undefined)[] = [];
  /** What happened, once each. */
  readonly effects: string[] = [];
  readonly #waiting: { readonly name: string; answer(answer: Answer): void }[] = [];
  script: (name: string, attempt: number, tripId: string) => Answer = () => 'done';

  call<Request, Reply>({ method, request }: Call<Request, Reply>, context?: { traceId?: string }): Promise<Reply> {
    const name = method.path;
    const { tripId } = request as Trip & Request;
    const attempt = this.calls.filter((call) => call === name).length + 1;
    this.calls.push(name);
    this.traceIds.push(context?.traceId);
    const answer = this.script(name, attempt, tripId);
    if (answer !== 'waits') return this.#settle(name, tripId, answer) as Promise<Reply>;
    return new Promise((resolve) => {
      this.#waiting.push({ name, answer: (late) => resolve(this.#settle(name, tripId, late) as Promise<Reply>) });
    });
  }

  /** Answers the oldest call of the name that waits. */
  answer(name: string, answer: Answer = 'done'): void {
    const index = this.#waiting.findIndex((waiting) => waiting.name === name);
    present(this.#waiting.splice(index, 1)[0], `a call of ${name} that waits`).answer(answer);
  }

  effectsOf(tripId: string): string[] {
    return this.effects
      .filter((effect) => effect.endsWith(tripId))
      .map((effect) => effect.slice(0, -tripId.length - 1));
  }

  async #settle(name: string, tripId: string, answer: Answer): Promise<unknown> {
    if (answer === 'silence') throw new Unanswered(name, 'the line is dead');
    if (answer !== 'done') return { kind: answer.slice('refused: '.length) };
    const effect = `${name} ${tripId}`;
    if (!this.effects.includes(effect)) this.effects.push(effect);
    return { kind: 'done', tripId };
  }
}
