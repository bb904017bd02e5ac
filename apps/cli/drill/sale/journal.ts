import type { Answer } from '../../http/shop-client.ts';
import type { Manner } from './sale-plan.ts';

// What the crowd asked and what it was told, word for word. Times are milliseconds from the start of the sale.

/** One request and its answer. */
export interface Attempt {
  readonly sentMs: number;
  /** When it was answered, or when the caller gave up. */
  readonly endedMs: number;
  /** 0: nothing was heard. */
  readonly status: number;
  /** Of a refusal: what the API calls it. */
  readonly code: string;
  readonly orderId: string | undefined;
  readonly text: string;
  /** An answer that was given before, for the same key. */
  readonly replayed: boolean;
}

/** An order that somebody asked for, under one idempotency key, as often as it took. */
export interface Asked {
  readonly key: string;
  readonly customerId: string;
  readonly manner: Manner;
  /** In the sale, or in the ordinary shop. */
  readonly where: 'sale' | 'shop';
  readonly quantity: number;
  readonly attempts: Attempt[];
}

/** A place in the waiting room. */
export interface Place {
  readonly customerId: string;
  readonly attempts: Attempt[];
}

/** An order that its customer asked to be cancelled. */
export interface Cancellation {
  readonly orderId: string;
  readonly attempts: Attempt[];
}

export interface Journal {
  readonly asked: Asked[];
  readonly places: Place[];
  readonly cancellations: Cancellation[];
}

export type Word =
  | 'accepted'
  | 'sold_out'
  | 'limit_reached'
  | 'rate_limited'
  | 'too_early'
  | 'not_admitted'
  | 'busy'
  | 'unheard'
  | 'refused';

const BY_CODE: Readonly<Record<string, Word>> = {
  sold_out: 'sold_out',
  limit_reached: 'limit_reached',
  rate_limited: 'rate_limited',
  too_early: 'too_early',
  not_admitted: 'not_admitted',
  // The first call with the key is still running; an order is cancelled once its checkout has begun.
  idempotency_key_in_use: 'busy',
  order_queued: 'busy',
};
/** Another answer may come a moment later. */
const PASSING: ReadonlySet<Word> = new Set(['rate_limited', 'too_early', 'not_admitted', 'busy', 'unheard']);

export function wordOf({ status, code }: Pick<Attempt, 'status' | 'code'>): Word {
  if (status === 0) return 'unheard';
  if (status < 300) return 'accepted';
  return BY_CODE[code] ?? (status >= 500 ? 'busy' : 'refused');
}

export function isPassing(word: Word): boolean {
  return PASSING.has(word);
}

/** The last that was heard; undefined when nothing was sent. */
export function lastWord({ attempts }: Pick<Asked, 'attempts'>): Word | undefined {
  const last = attempts.at(-1);
  return last && wordOf(last);
}

/** An attempt as it ended. Nothing in an answer is trusted: one that cannot be read has no code and no order. */
export function attemptOf(sentMs: number, endedMs: number, answer: Answer | undefined): Attempt {
  const { status = 0, text = '', headers = {} } = answer ?? {};
  const { code, order_id: orderId, id } = fieldsOf(text);
  const made = orderId ?? id;
  return {
    sentMs,
    endedMs,
    status,
    code: status >= 300 && typeof code === 'string' ? code : '',
    orderId: status >= 200 && status < 300 && typeof made === 'string' ? made : undefined,
    text,
    replayed: headers['idempotency-replayed'] === 'true',
  };
}

function fieldsOf(text: string): { readonly code?: unknown; readonly order_id?: unknown; readonly id?: unknown } {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? document : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
