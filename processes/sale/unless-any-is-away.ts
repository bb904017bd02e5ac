import type { Clock } from '../../platform/kernel/clock.ts';
import { ConsumerUnavailable, MessagesFailed } from '../../platform/messaging/broker.ts';
import { isModuleUnreachable } from '../../platform/rpc/doors.ts';

/** For longer than this nobody has been answered: it is not the one order that is at fault. */
const LATELY_MS = 10_000;

/** What a consumer does about one message. */
export interface Doing {
  readonly messageId: string;
  readonly done: Promise<unknown>;
}

/**
 * For one consumer: waits for what it does about each of some messages, and throws what its broker has to know. Where not one
 * order got an answer because a module is away, the consumer cannot work, and no message is tried. An order that alone gets none
 * while others do has failed.
 * @throws ConsumerUnavailable, or MessagesFailed
 */
export function unlessAnyIsAway(clock: Clock): (all: readonly Doing[]) => Promise<void> {
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  return async (all) => {
    const failures = new Map<string, Error>();
    const noted = all.map(({ messageId, done }) =>
      done.catch((error: unknown) => failures.set(messageId, error as Error)),
    );
    await Promise.all(noted);
    const nobodyIsAnswered = failures.size === all.length;
    if (!nobodyIsAnswered) answeredAtMs = clock.nowMs();
    const [first] = failures.values();
    if (first === undefined) return;
    const isAlone = failures.size === 1 && clock.nowMs() - answeredAtMs < LATELY_MS;
    const areAllAway = [...failures.values()].every(isModuleUnreachable);
    if (!nobodyIsAnswered || isAlone || !areAllAway) throw new MessagesFailed(failures);
    throw new ConsumerUnavailable(`none of ${failures.size} orders got an answer: ${first.message}`, { cause: first });
  };
}
