import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, Refused } from '../../web/api/api.ts';
import type { Operations } from '../../web/gen/http-types.ts';
import { type Attempt, Lapsed, type Sending, unanswered, untilAnswered } from './until-answered.ts';

type Body = Operations['POST /orders']['body'];

const PLACE = 'attempt';

const ATTEMPT: Attempt<Body> = {
  key: 'cart-c-1',
  atMs: 0,
  body: { customer_id: 'guest', items: [{ product_id: 'mug', quantity: 1, price: '7.95' }] },
};

const placeOrder = (attempt: Attempt<Body>, sending: Sending) =>
  untilAnswered(
    PLACE,
    attempt,
    ({ key, body }, signal) => call('POST /orders', { body }, { idempotencyKey: key, signal }),
    sending,
  );

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

/** A shop that gives these answers, one after the other: a status with its code, or nothing at all. */
function shopAnswers(...answers: readonly (readonly [status: number, code: string] | 'nothing')[]) {
  const keys: string[] = [];
  let asked = 0;
  vi.stubGlobal('fetch', async (_url: string, init: { headers: Record<string, string> }) => {
    keys.push(init.headers['idempotency-key'] ?? '');
    const answer = answers[asked++] ?? 'nothing';
    if (answer === 'nothing') throw new TypeError('connection lost');
    const [status, code] = answer;
    const body = status === 201 ? { id: 'order-1', status: 'PENDING' } : { code, detail: 'x', status };
    return new Response(JSON.stringify(body), { status, headers: { 'retry-after': '7' } });
  });
  return keys;
}

function placing(store = storage()) {
  const holds: string[] = [];
  const pauses: number[] = [];
  const controller = new AbortController();
  const pause = async (ms: number) => void pauses.push(ms);
  const options = {
    nowMs: () => 0,
    signal: controller.signal,
    onHold: (hold: string) => void holds.push(hold),
    storage: store,
    pause,
  };
  return { options, holds, pauses, controller, store };
}

afterEach(() => vi.unstubAllGlobals());

describe('sending until it is answered', () => {
  it('is done with the first answer', async () => {
    const keys = shopAnswers([201, '']);
    const { options, store } = placing();
    expect(await placeOrder(ATTEMPT, options)).toMatchObject({ id: 'order-1' });
    expect([keys, unanswered(PLACE, store)]).toEqual([['cart-c-1'], undefined]);
  });

  it('is repeated under the same key while nobody answers', async () => {
    const keys = shopAnswers('nothing', 'nothing', [503, 'outcome_unknown'], [201, '']);
    const { options, holds, pauses } = placing();
    expect(await placeOrder(ATTEMPT, options)).toMatchObject({ id: 'order-1' });
    expect(new Set(keys)).toEqual(new Set(['cart-c-1']));
    expect(holds).toEqual(['unreachable', 'unreachable', 'busy']);
    expect(pauses).toEqual([500, 1_000, 7_000]);
  });

  it('ends with a definite refusal', async () => {
    shopAnswers([422, 'no_price']);
    const { options, store } = placing();
    await expect(placeOrder(ATTEMPT, options)).rejects.toThrow(Refused);
    expect(unanswered(PLACE, store)).toBeUndefined();
  });

  it('shows a refusal for now, and takes none for an answer to what may have been done', async () => {
    shopAnswers([429, 'rate_limited']);
    await expect(placeOrder(ATTEMPT, placing().options)).rejects.toThrow(Refused);
    const keys = shopAnswers('nothing', [429, 'rate_limited'], [503, 'queue_full'], [425, 'too_early'], [201, '']);
    const { options, holds } = placing();
    expect(await placeOrder(ATTEMPT, options)).toMatchObject({ id: 'order-1' });
    expect([holds, keys.length]).toEqual([['unreachable', 'busy', 'busy', 'busy'], 5]);
  });

  it('takes none for an answer to what a page before it has sent', async () => {
    shopAnswers([429, 'rate_limited'], [201, '']);
    const { options, store } = placing();
    store.setItem(PLACE, JSON.stringify(ATTEMPT));
    expect(await placeOrder(ATTEMPT, options)).toMatchObject({ id: 'order-1' });
  });

  it('sends nothing that the shop may have forgotten', async () => {
    const keys = shopAnswers([201, '']);
    const { options, store } = placing();
    const late = { ...options, nowMs: () => 21 * 3_600_000 };
    await expect(placeOrder(ATTEMPT, late)).rejects.toThrow(Lapsed);
    expect([keys, unanswered(PLACE, store)]).toEqual([[], undefined]);
  });

  it('leaves alone what another window has sent since', async () => {
    const { options, store } = placing();
    const other = { ...ATTEMPT, key: 'cart-d-1' };
    vi.stubGlobal('fetch', async () => {
      store.setItem(PLACE, JSON.stringify(other));
      return new Response(JSON.stringify({ id: 'order-1' }), { status: 201 });
    });
    await placeOrder(ATTEMPT, options);
    expect(unanswered(PLACE, store)).toEqual(other);
  });

  it.each(['', '{', 'null', '[]', '{"key":1,"atMs":1}', '{"key":"c"}'])('finds nothing unanswered in %j', (text) => {
    expect(unanswered(PLACE, { getItem: () => text })).toBeUndefined();
  });

  it('leaves what is unanswered to the page after this one', async () => {
    shopAnswers('nothing');
    const { options, controller, store } = placing();
    const left = { ...options, pause: async () => controller.abort(new Error('reloaded')) };
    await expect(placeOrder(ATTEMPT, left)).rejects.toThrow('reloaded');
    expect(unanswered(PLACE, store)).toEqual(ATTEMPT);
  });
});
