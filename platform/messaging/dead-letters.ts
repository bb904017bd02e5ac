import type { Envelope } from './envelope.ts';

// What operators may see and do about messages that a consumer could not take. A dead letter does not hold up the later
// messages of its key; so a redriven one, which joins the end of its queue, comes after messages that were told later.
// Several that are redriven together keep their order among themselves. See docs/decisions/0014.

/** dead: waits for an operator. redriven: waits for its consumer again. delivered: its consumer has taken it since. */
export const DEAD_LETTER_STATUSES = ['dead', 'redriven', 'delivered'] as const;
export type DeadLetterStatus = (typeof DEAD_LETTER_STATUSES)[number];

export interface DeadLetterView {
  /** A decimal number, in the order in which messages died. */
  readonly deadLetterId: string;
  readonly status: DeadLetterStatus;
  readonly consumer: string;
  readonly messageId: string;
  readonly cause: string;
  readonly attempts: number;
  readonly failedAtMs: number;
  /** What was published. */
  readonly envelope: Envelope;
  readonly redriven: { readonly atMs: number; readonly who: string; readonly why: string } | undefined;
}

export interface DeadLetterFilter {
  readonly consumer?: string;
  readonly status?: DeadLetterStatus;
}

export interface Redrive {
  readonly who: string;
  readonly why: string;
}

export interface DeadLetters {
  get(deadLetterId: string): Promise<DeadLetterView | undefined>;
  /** Newest first, from before the given id on. */
  list(
    filter: DeadLetterFilter & { readonly before?: string; readonly limit: number },
  ): Promise<{ readonly letters: readonly DeadLetterView[]; readonly more: boolean }>;
  /**
   * Has the message delivered once more, with five tries as if it were new. Nothing more happens to one that is not
   * dead (any more). False when there is no such letter.
   */
  redrive(deadLetterId: string, redrive: Redrive): Promise<boolean>;
  /** The same for all that are dead now, or for those of one consumer. Answers how many. */
  redriveAll(consumer: string | undefined, redrive: Redrive): Promise<number>;
  /** Forgets those that failed before the time. Answers how many. */
  sweep(failedBeforeMs: number): Promise<number>;
}

/** How long a dead letter is kept. */
export const DEAD_LETTER_KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** True for what may name a dead letter. */
export function isDeadLetterId(text: string): boolean {
  return /^[1-9][0-9]{0,17}$/.test(text);
}
