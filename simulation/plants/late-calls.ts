import type { Doors } from '../../platform/rpc/doors.ts';
import { withCalls } from './altered.ts';

/**
 * What overtakes a request on its way rarely comes just then: here every other request of a method waits until the next one
 * has come. One that waits for ever is one that was lost.
 */
export function withEveryOtherLate(doors: Doors, method: string): Doors {
  let waiting: (() => void) | undefined;
  return withCalls(doors, [method], async (carry, request) => {
    const arrive = waiting;
    waiting = undefined;
    if (arrive !== undefined) arrive();
    else {
      await new Promise<void>((resolve) => {
        waiting = resolve;
      });
    }
    return carry(request);
  });
}
