import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';

/** Gauges of one reading, which is taken once a scrape. What cannot be read is left out of that scrape. */
export function readGauges<Depth extends { readonly of: string }>(
  { registry, log }: { readonly registry: Registry; readonly log: Logger },
  label: string,
  read: () => Promise<readonly Depth[]>,
  entries: readonly (readonly [name: string, help: string, value: (depth: Depth) => number])[],
): void {
  let reading: Promise<readonly Depth[]> | undefined;
  const readOnce = (): Promise<readonly Depth[]> => {
    reading ??= read()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'gauges could not be read');
        return [];
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
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
