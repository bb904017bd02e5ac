import type { Clock } from '../../platform/kernel/clock.ts';
import type { RunningShop } from './shop/start-shop.ts';
import { onStopRequest, type Signals } from './terminal/stop-request.ts';
import type { Terminal } from './terminal/terminal.ts';

// Runs a shop until it is told to stop. The first signal stops it in good order, the second one at once.

const STOP_TIMEOUT_MS = 10_000;
const STOPPED = 0;
const NOT_STOPPED_IN_TIME = 1;

/** Also where the end of a parent is told. */
export interface ShopSignals extends Signals {
  on(event: 'SIGTERM' | 'SIGINT' | 'disconnect', listener: () => void): unknown;
}

/** Answers the exit code once the shop has stopped. */
export async function runUntilStopped(
  start: (unwanted: AbortSignal) => Promise<RunningShop>,
  announce: (shop: RunningShop) => void,
  {
    signals,
    terminal,
    clock,
  }: { readonly signals: ShopSignals; readonly terminal: Terminal; readonly clock: Pick<Clock, 'nowMs'> },
): Promise<number> {
  const stopRequested = untilSignal(signals, clock);
  const unwanted = new AbortController();
  const starting = start(unwanted.signal);
  const shop = await Promise.race([starting, stopRequested]);
  if (shop === undefined) {
    terminal.say('Stopping; the start is given up.');
    unwanted.abort();
  } else {
    announce(shop);
    await stopRequested;
    terminal.say('Stopping; what is under way is finished or handed over.');
  }
  const opened = shop ?? starting.catch(() => undefined);
  const stopped = Promise.resolve(opened).then((late) => late?.stop());
  if (await Promise.race([stopped.then(() => true), after(STOP_TIMEOUT_MS).then(() => false)])) return STOPPED;
  terminal.say(
    `The shop did not stop within ${STOP_TIMEOUT_MS / 1_000} s; what it had under way goes on when it starts.`,
  );
  return NOT_STOPPED_IN_TIME;
}

function untilSignal(signals: ShopSignals, clock: Pick<Clock, 'nowMs'>): Promise<void> {
  return new Promise((resolve) => {
    onStopRequest(signals, clock, resolve);
    // A parent that started this shop for itself has vanished; without one this never comes.
    signals.on('disconnect', resolve);
  });
}

function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}

/** What a person who has just opened the shop wants to know. */
export function welcome({ url, grpcPort, dataDirectory }: RunningShop): string {
  const grpc = grpcPort === undefined ? [] : [`  gRPC       127.0.0.1:${grpcPort}`];
  const data = `  Data       ${dataDirectory ?? 'in the configured database'}`;
  if (url === undefined) return ['Holdfast serves its rooms.', '', ...grpc, data, '', 'Ctrl-C stops them.'].join('\n');
  return [
    'Holdfast is open.',
    '',
    `  Shop       ${url}`,
    `  Console    ${url}/console`,
    `  API        ${url}/docs`,
    `  Audit      ${url}/audit`,
    ...grpc,
    data,
    '',
    '  DEMO MODE: no credentials are needed and everyone is staff.',
    '  It is reachable from this machine only. Never forward its port.',
    '',
    'Place an order:',
    '',
    `  curl -X POST ${url}/orders -H "Content-Type: application/json" -H "X-Idempotency-Key: task-001" \\`,
    `    -d '{"customer_id": "cust_123", "items": [{"product_id": "prod_1", "quantity": 1, "price": 50.00}]}'`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}
