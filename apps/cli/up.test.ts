import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { FakeSignals } from './testing/fake-signals.ts';
import { silentTerminal } from './testing/silent-terminal.ts';
import { runUntilStopped, welcome } from './up.ts';

const SHOP = { url: 'http://127.0.0.1:8080', grpcPort: undefined, dataDirectory: '/data' };

describe('running until stopped', () => {
  it.each(['SIGTERM', 'SIGINT', 'disconnect'])('stops in good order on %s', async (signal) => {
    const signals = new FakeSignals();
    let stops = 0;
    const stop = async () => {
      stops += 1;
    };
    const run = runUntilStopped(
      async () => ({ ...SHOP, stop }),
      () => signals.emit(signal),
      { signals, terminal: silentTerminal(), clock: new FakeClock() },
    );
    expect(await run).toBe(0);
    expect({ stops, exits: signals.exits }).toEqual({ stops: 1, exits: [] });
  });

  it.each([
    { secondAfterMs: 2_000, exits: [130], what: 'ends at once on the second signal' },
    { secondAfterMs: 100, exits: [], what: 'takes a Ctrl-C that npm repeats for one' },
  ])('$what', async ({ secondAfterMs, exits }) => {
    const signals = new FakeSignals();
    const clock = new FakeClock();
    const stop = async () => {
      clock.advance(secondAfterMs);
      signals.emit('SIGINT');
    };
    await runUntilStopped(
      async () => ({ ...SHOP, stop }),
      () => signals.emit('SIGINT'),
      { signals, terminal: silentTerminal(), clock },
    );
    expect(signals.exits).toEqual(exits);
  });

  it('stops as soon as it has started when it was told to before', async () => {
    const signals = new FakeSignals();
    const start = async () => {
      signals.emit('SIGTERM');
      return { ...SHOP, stop: async () => undefined };
    };
    expect(
      await runUntilStopped(start, () => undefined, { signals, terminal: silentTerminal(), clock: new FakeClock() }),
    ).toBe(0);
  });

  it('gives up a start that does not come to an end', async () => {
    const signals = new FakeSignals();
    const start = (unwanted: AbortSignal) =>
      new Promise<never>((_, reject) => {
        unwanted.addEventListener('abort', () => reject(new Error('given up')));
        setImmediate(() => signals.emit('SIGTERM'));
      });
    const announced: unknown[] = [];
    const run = runUntilStopped(start, (shop) => announced.push(shop), {
      signals,
      terminal: silentTerminal(),
      clock: new FakeClock(),
    });
    expect(await run).toBe(0);
    expect({ announced, exits: signals.exits }).toEqual({ announced: [], exits: [] });
  });

  it('fails when the shop does not start', () =>
    expect(
      runUntilStopped(
        async () => Promise.reject(new Error('127.0.0.1:8080 is taken')),
        () => undefined,
        { signals: new FakeSignals(), terminal: silentTerminal(), clock: new FakeClock() },
      ),
    ).rejects.toThrow('is taken'));
});

describe('the welcome', () => {
  const stop = async () => undefined;

  it('says where to look, and that nobody is asked for credentials', () => {
    const text = welcome({ ...SHOP, stop });
    for (const part of [SHOP.url, '/docs', '/data', 'DEMO MODE', 'curl -X POST']) expect(text).toContain(part);
  });

  it('of some rooms says where they are served', () =>
    expect(welcome({ ...SHOP, url: undefined, grpcPort: 9090, stop })).toContain('127.0.0.1:9090'));
});
