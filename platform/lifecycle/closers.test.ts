import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Closers } from './closers.ts';

const never = (): Promise<void> => new Promise(() => undefined);

function opened() {
  const clock = new FakeClock();
  const closers = new Closers(clock);
  const closed: string[] = [];
  const failed: string[] = [];
  const add = (name: string, close: () => Promise<unknown> = async () => closed.push(name), isEssential = false) =>
    closers.add(name, close, { isEssential });
  let hasEnded = false;
  const closeAll = async (): Promise<void> => {
    await closers.closeAll((name, error) => failed.push(`${name}: ${error.name}`));
    hasEnded = true;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let count = 0; count < 5; count++) await turn();
    clock.advance(ms);
    for (let count = 0; count < 5; count++) await turn();
  };
  return { add, closeAll, pass, closed, failed, hasEnded: () => hasEnded };
}

describe('closing', () => {
  it('goes from the last opened to the first, whatever fails on the way', async () => {
    const { add, closeAll, closed, failed } = opened();
    add('first');
    add('second', () => Promise.reject(new TypeError('no')));
    add('third');
    await closeAll();
    expect([closed, failed]).toEqual([['third', 'first'], ['second: TypeError']]);
  });

  it('closes at once what is opened after it', async () => {
    const { add, closeAll, closed } = opened();
    await closeAll();
    add('late');
    expect(closed).toEqual(['late']);
  });

  it('leaves what does not end, and spends no more time on a second one', async () => {
    const { add, closeAll, pass, closed, failed, hasEnded } = opened();
    add('first');
    add('hangs too', never);
    add('hangs', never);
    void closeAll();
    await pass(3_999);
    expect(failed).toEqual([]);
    await pass(1);
    expect(failed).toEqual(['hangs: NotClosedInTime']);
    await pass(250);
    expect([failed[1], closed, hasEnded()]).toEqual(['hangs too: NotClosedInTime', ['first'], true]);
  });

  it('waits for what is essential, however long it takes', async () => {
    const { add, closeAll, pass, hasEnded } = opened();
    let end: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      end = resolve;
    });
    add('essential', () => slow, true);
    void closeAll();
    await pass(60_000);
    expect(hasEnded()).toBe(false);
    end();
    await pass(0);
    expect(hasEnded()).toBe(true);
  });
});
