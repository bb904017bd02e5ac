import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../platform/kernel/clock.ts';
import { within } from '../../platform/kernel/within.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';

/** Whoever scrapes waits for ten seconds, and wants the other gauges above all when a database is silent. */
const READ_WITHIN_MS = 2_000;

/** Gauges of one reading, which is taken once a scrape. What cannot be read, or not soon, is left out of that scrape. */
export function readGauges<Depth extends { readonly of: string }>(
  {
    registry,
    log,
    clock = systemClock,
  }: { readonly registry: Registry; readonly log: Pick<Logger, 'warn'>; readonly clock?: Pick<Clock, 'after'> },
  label: string,
  read: () => Promise<readonly Depth[]>,
  entries: readonly (readonly [name: string, help: string, value: (depth: Depth) => number])[],
): void {
  const silent = () => new Error(`no answer within ${READ_WITHIN_MS} ms`);
  // One that is silent for longer is not asked again before it has answered.
  let reading: Promise<readonly Depth[]> | undefined;
  let scraping: Promise<readonly Depth[]> | undefined;
  const readOnce = (): Promise<readonly Depth[]> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    scraping ??= within(clock, READ_WITHIN_MS, reading, silent)
      .catch((error: unknown) => {
        log.warn({ err: error, by: label }, 'gauges could not be read');
        return [];
      })
      .finally(() => {
        scraping = undefined;
      });
    return scraping;
  };
  for (const [name, help, value] of entries) {
    new Gauge({
      name,
      help: `${help}, by ${label}.`,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const depths = await readOnce();
        this.reset();
        for (const depth of depths) this.set({ [label]: depth.of }, value(depth));
      },
    });
  }
}
