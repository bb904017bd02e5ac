import { describe, expect, it } from 'vitest';
import type { SagaLogView } from '../../platform/saga/saga-view.ts';
import { orderId, PaperShop, TRACE_ID } from './testing/paper-shop.ts';

// The audit reads the log of every saga: one that is sound first, then one thing spoilt at a time.

/** A log of "event step" lines. */
function logOf(...lines: readonly string[]): SagaLogView[] {
  return lines.map((line, index) => {
    const [event = '', step = ''] = line.split(' ');
    return { sequence: index + 1, atMs: index, event, step, attempt: 1, error: '', traceId: TRACE_ID };
  });
}

const STEPS_UNDONE = [...'abc'].map((name) => ({ name, status: 'compensated', attempts: 1 }) as const);

describe('the audit of a saga log', () => {
  const planted: readonly [string, string, (shop: PaperShop) => void, string][] = [
    [
      'a log with a gap',
      'sagas',
      (shop) => shop.saga(1, 'completed', { log: logOf('started', 'step_completed a').slice(1) }),
      `${orderId(1)} has entry 2 of its log in the place of entry 1`,
    ],
    [
      'a transition that nobody can trace',
      'sagas',
      (shop) => shop.saga(1, 'completed', { log: logOf('started').map((entry) => ({ ...entry, traceId: '' })) }),
      `${orderId(1)} has entry 1 of its log without its trace id`,
    ],
    [
      'an effect that was had twice',
      'sagas',
      (shop) => shop.saga(1, 'completed', { log: logOf('started', 'step_completed a', 'step_completed a') }),
      `${orderId(1)} completed "a" twice`,
    ],
    [
      'undos in the order of their steps',
      'sagas',
      (shop) =>
        shop.saga(4, 'compensated', {
          steps: STEPS_UNDONE,
          log: logOf(
            ...['started', 'step_completed a', 'step_completed b', 'step_refused c', 'step_undone a', 'step_undone b'],
          ),
        }),
      `${orderId(4)} undid "b" after a step that came before it`,
    ],
    [
      'an undo of what is no step',
      'sagas',
      (shop) =>
        shop.saga(4, 'compensated', {
          steps: STEPS_UNDONE,
          log: logOf('started', 'resumed', 'step_refused a', 'step_undone z'),
        }),
      `${orderId(4)} undid "z", which is none of its steps`,
    ],
  ];

  it('holds a log whose events are its own to the rules that it brings', async () => {
    const shop = new PaperShop().stock(10, 2).sold(1, 2);
    const logRules = { begins: 'asked', neverAfter: { failed: ['approved'] }, onlyAfter: {}, ended: {} };
    shop.saga(1, 'completed', { log: logOf('asked', 'approved'), logRules });
    expect((await shop.audit()).ok).toBe(true);
    shop.saga(1, 'completed', { log: logOf('asked', 'failed', 'approved'), logRules });
    const [failed] = (await shop.audit()).invariants.filter(({ ok }) => !ok);
    expect(failed?.detail).toContain(`1 is wrong: ${orderId(1)} has "approved" in its log after "failed".`);
  });

  it('finds nothing in a sound one', async () => {
    const shop = new PaperShop().stock(10, 2).sold(1, 2);
    shop.saga(1, 'completed', { log: logOf('started', 'step_completed a', 'resumed', 'step_completed b') });
    expect((await shop.audit()).ok).toBe(true);
  });

  it.each(planted)('finds %s', async (_case, name, spoil, detail) => {
    const shop = new PaperShop().stock(10, 2).sold(1, 2).soldOut(4, 9);
    spoil(shop);
    const failed = (await shop.audit()).invariants.filter(({ ok }) => !ok);
    expect(failed.map((invariant) => invariant.name)).toEqual([name]);
    expect(failed[0]?.detail).toContain(`1 is wrong: ${detail}.`);
  });
});
