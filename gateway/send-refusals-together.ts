import type { App } from './dependencies.ts';

// A write to a socket wakes whoever reads it, and where they share a machine that may take this process its core. When a
// crowd is refused, from memory and thousands of times a second, refusals of one turn of the event loop are written at its
// end, together. What was granted waited for a database, comes in batches anyway, and is written at once. Measured in
// docs/benchmarks.md.

const REFUSALS_FROM = 400;

/** Holds refusals back until all that could be read in this turn of the event loop has been handled. */
export function sendRefusalsTogether(app: App): void {
  let ready: (() => void)[] = [];
  const sendAll = (): void => {
    const all = ready;
    ready = [];
    // Each by itself: one that fails keeps back no other.
    for (const send of all) process.nextTick(send);
  };
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode < REFUSALS_FROM) done();
    else if (ready.push(done) === 1) setImmediate(sendAll);
  });
}
