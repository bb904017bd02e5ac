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
      answers.push(() => resolve(requests.map(() => ({ status: 'fulfilled', value: {} }))));
    });
  const module = { ...tillModule, prepare: new Map([[till.point, prepare]]) };
  const local = new LocalModule(module, {
    store,
    clock: new FakeClock(),
    reader: { query: () => Promise.reject(new Error('a till has no such queries')) },
    record: () => false,
  });
  return { store, local, answers };
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
