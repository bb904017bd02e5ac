import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { till } from '../testing/till-contract.ts';
import { pointers, tillModule } from '../testing/till-module.ts';
import { LocalModule } from './local-module.ts';

/** A till whose pointers are set once the test has said so: somebody outside is asked beforehand. */
function preparedTill() {
  const store = new MemoryStore();
  const answers: (() => void)[] = [];
  const prepare = (requests: readonly unknown[]) =>
    new Promise<PromiseSettledResult<object>[]>((resolve) => {
      answers.push(() => resolve(requests.map((value) => ({ status: 'fulfilled', value: value as object }))));
    });
  const clock = new FakeClock();
  const module = { ...tillModule, prepare: new Map([[till.point, prepare]]) };
  const local = new LocalModule(module, {
    store,
    clock,
    reader: { query: () => Promise.reject(new Error('a till has no such queries')) },
    record: () => false,
  });
  return { store, clock, local, answers };
}

/** Lets everything happen that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('draining a module', () => {
  it('waits for commands that are still prepared, and for what becomes of them', async () => {
    const { store, local, answers } = preparedTill();
    const { method, request } = till.point({ pointer: 'p', account: 'a' });
    const call = local.call(method, request);
    let drained = false;
    const draining = local.drained().then(() => {
      drained = true;
    });
    await turn();
    expect([drained, answers.length]).toEqual([false, 1]);
    answers[0]?.();
    await draining;

    expect(store.rows(pointers).map(({ row }) => row)).toEqual([{ pointer: 'p', account: 'a' }]);
    expect(await call).toEqual({ kind: 'pointed', moved: false });
  });

  it('is done at once where nothing waits', async () => {
    await preparedTill().local.drained();
  });
});

describe('a command that is prepared outside', () => {
  it('does not wait for another one that nobody answers, which is told so in the end', async () => {
    const { clock, local, answers } = preparedTill();
    const point = (pointer: string) => {
      const { method, request } = till.point({ pointer, account: 'a' });
      return local.call(method, request);
    };
    const silent = point('p').catch((error: Error) => error);
    await passed(clock, 1_000);
    const other = point('q');
    await passed(clock, 10);
    expect(answers).toHaveLength(2);
    answers[1]?.();
    await passed(clock, 10);
    expect(await other).toEqual({ kind: 'pointed', moved: false });
    await passed(clock, 10_000);
    expect(await silent).toMatchObject({
      message: expect.stringContaining('nothing came from outside within 10000 ms'),
    });
    await local.drained();
  });
});

async function passed(clock: FakeClock, ms: number): Promise<void> {
  await turn();
  clock.advance(ms);
  await turn();
}
