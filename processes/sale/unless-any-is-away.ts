import type { Clock } from '../../platform/kernel/clock.ts';
import { ConsumerUnavailable } from '../../platform/messaging/broker.ts';
import { isModuleUnreachable } from '../../platform/rpc/doors.ts';

/** For longer than this nobody has been answered: it is not the one order that is at fault. */
const LATELY_MS = 10_000;

/**
 * For one consumer: waits for what it does about each of some orders, and throws what its broker has to know. Where not one
 * got an answer because a module is away, the consumer cannot work, and no message is tried. An order that alone gets none
 * while others do has failed.
 * @throws ConsumerUnavailable, or the first failure
 */
export function unlessAnyIsAway(clock: Clock): (orders: readonly Promise<unknown>[]) => Promise<void> {
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  return async (orders) => {
    const outcomes = await Promise.allSettled(orders);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    const nobodyIsAnswered = failures.length === outcomes.length;
    if (!nobodyIsAnswered) answeredAtMs = clock.nowMs();
    const [first] = failures;
    if (first === undefined) return;
    const isAlone = failures.length === 1 && clock.nowMs() - answeredAtMs < LATELY_MS;
    if (!nobodyIsAnswered || isAlone || !failures.every(isModuleUnreachable)) throw first;
    throw new ConsumerUnavailable(`none of ${failures.length} orders got an answer: ${first.message}`, {
      cause: first,
    });
  };
}
