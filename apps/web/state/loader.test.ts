import { describe, expect, it } from 'vitest';
import { type Loaded, Loader } from './loader.ts';

/** A shop that answers when a test says so, and what a page has of it. */
function asking() {
  const waiting: { answer(value: string): void; fail(error: Error): void; signal: AbortSignal }[] = [];
  let state: Loaded<string> = { status: 'loading' };
  const shown: string[] = [];
  const loader = new Loader<string>(
    (signal) => new Promise((resolve, reject) => void waiting.push({ answer: resolve, fail: reject, signal })),
    (next) => {
      state = next(state);
      if (state.status === 'ready' && !state.refreshing) shown.push(state.value);
    },
  );
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  return { loader, waiting, shown, turn, state: () => state };
}

describe('asking for one thing', () => {
  it('shows the answer, and keeps it while it asks again', async () => {
    const { loader, waiting, turn, state } = asking();
    loader.reload();
    expect(state()).toEqual({ status: 'loading' });
    waiting[0]?.answer('one');
    await turn();
    expect(state()).toEqual({ status: 'ready', value: 'one', refreshing: false });
    loader.reload();
    expect(state()).toMatchObject({ value: 'one', refreshing: true });
    waiting[1]?.fail(new Error('away'));
    await turn();
    expect(state()).toMatchObject({ value: 'one', refreshing: false, failure: new Error('away') });
  });

  it('shows what went wrong until there is an answer', async () => {
    const { loader, waiting, turn, state } = asking();
    loader.reload();
    waiting[0]?.fail(new Error('away'));
    await turn();
    const failed = { status: 'failed', error: new Error('away') };
    expect(state()).toEqual({ ...failed, retrying: false });
    loader.reload();
    expect(state()).toEqual({ ...failed, retrying: true });
    waiting[1]?.answer('here');
    await turn();
    expect(state()).toEqual({ status: 'ready', value: 'here', refreshing: false });
  });

  it('shows answers that are slower than the wishes for them', async () => {
    const { loader, waiting, shown, turn } = asking();
    loader.reload();
    for (let round = 0; round < 3; round += 1) {
      loader.reload();
      loader.reload();
      waiting[round]?.answer(`answer ${round}`);
      await turn();
    }
    expect(shown).toEqual(['answer 0', 'answer 1', 'answer 2']);
    expect(waiting.some(({ signal }) => signal.aborted)).toBe(false);
  });

  it('asks once more after a wish that came while it asked, and no more', async () => {
    const { loader, waiting, turn } = asking();
    loader.reload();
    loader.reload();
    waiting[0]?.answer('before the wish');
    await turn();
    waiting[1]?.answer('after it');
    await turn();
    expect(waiting).toHaveLength(2);
    loader.reload();
    expect(waiting).toHaveLength(3);
  });

  it('says nothing once it has been stopped', async () => {
    const { loader, waiting, shown, turn, state } = asking();
    loader.reload();
    loader.stop();
    expect(waiting[0]?.signal.aborted).toBe(true);
    waiting[0]?.answer('late');
    await turn();
    expect([shown, state()]).toEqual([[], { status: 'loading' }]);
  });
});
