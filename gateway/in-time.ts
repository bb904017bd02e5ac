import type { FastifyRequest } from 'fastify';
import type { Clock } from '../platform/kernel/clock.ts';
import { within } from '../platform/kernel/within.ts';
import type { App, Gateway } from './dependencies.ts';

// Every request is answered within a bounded time, whatever it waits for: a database that has stopped answering is not
// a reason to keep a shopper waiting. What was begun goes on; the same idempotency key finds it again.

/** What bounds itself, and can say more of what is then unknown, is given the chance to. */
const GRACE_MS = 200;

/** Nobody answered by the time that a request may take. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime';
}

/**
 * @param underWay true where the answer has begun by then, and may take its time.
 * @throws NotInTime when the work has not ended by then; it goes on, and nobody hears of it.
 */
function inTime<T>(clock: Clock, byMs: number, work: Promise<T>, underWay: () => boolean = () => false): Promise<T> {
  const leftMs = Math.max(1, byMs - clock.nowMs());
  return within(clock, leftMs, work, () =>
    underWay() ? undefined : new NotInTime(`no answer within the time that is left, ${leftMs} ms`),
  );
}

/** Waits for work as long as a request may still take. */
export type Bounded = <T>(work: Promise<T>) => Promise<T>;

export function timeLeft({ clock }: Pick<Gateway, 'clock'>, { answerByMs }: FastifyRequest): Bounded {
  return (work) => inTime(clock, answerByMs, work);
}

/** Bounds the handlers of all routes that are registered from now on. */
export function answerInTime(app: App, { clock }: Pick<Gateway, 'clock'>): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      const answer = handler.call(this, request, reply);
      if (!(answer instanceof Promise)) return answer;
      // A handler that returns its reply has ended once all of that has been sent: a stream may go on for hours.
      return inTime(clock, request.answerByMs + GRACE_MS, answer, () => reply.raw.headersSent);
    };
  });
}
