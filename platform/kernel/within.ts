import type { Clock } from './clock.ts';

/**
 * Waits for work, and no longer than so many milliseconds: then it fails with what `late` answers. Where that is nothing the
 * wait goes on. The work itself goes on in any case, and nobody hears of it.
 */
export function within<T>(
  clock: Pick<Clock, 'after'>,
  withinMs: number,
  work: Promise<T>,
  late: () => Error | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(withinMs, () => {
      const error = late();
      if (error !== undefined) reject(error);
    });
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
