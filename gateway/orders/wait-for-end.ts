import type { Gateway } from '../dependencies.ts';

/** States that an order never leaves. */
export const TERMINAL: ReadonlySet<string> = new Set(['CANCELLED', 'REFUNDED', 'COMPLETED']);

/**
 * Waits until an order has ended, and no longer than so many milliseconds or than the gateway is open. Answers false at once
 * where as many are followed as may be.
 */
export function waitForEnd(
  { watch, clock }: Pick<Gateway, 'watch' | 'clock'>,
  orderId: string,
  waitMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    let cancel = (): void => undefined;
    const end = (): void => {
      cancel();
      stop?.();
      resolve(true);
    };
    const stop = watch.watch(orderId, {
      seen: ({ status }) => TERMINAL.has(status) && end(),
      closed: end,
    });
    if (stop === undefined) resolve(false);
    else cancel = clock.after(waitMs, end);
  });
}
