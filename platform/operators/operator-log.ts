// What people with power did, to whichever room it was. An entry is durable before its action is begun and says so once
// it has ended, before anybody is told: guarantees that no action, acknowledged or not, is without its entry, and that an
// acknowledged one is `done` in it. Does not guarantee an end for each entry: a process that dies between action and word
// leaves one that is `unknown`. See docs/decisions/0029.

/**
 * done: it had its effect. refused: it had none. unknown: it is under way, or whoever ran it never said how it ended;
 * the object itself tells.
 */
export const OPERATOR_OUTCOMES = ['done', 'refused', 'unknown'] as const;
export type OperatorOutcome = (typeof OPERATOR_OUTCOMES)[number];

/** What is acted on, such as a saga and its id. */
export interface ActedOn {
  readonly kind: string;
  /** `*` for all of the kind. */
  readonly id: string;
}

export interface NewOperatorEntry {
  /** A UUIDv7, so that the newest come first; the same one when the same call is run again. */
  readonly entryId: string;
  readonly actor: string;
  /** Object and verb, such as "saga.retry". */
  readonly action: string;
  readonly object: ActedOn;
  /** What the actor gave as a reason; empty where nothing was said. */
  readonly reason: string;
  readonly traceId: string;
}

export interface OperatorEntry extends NewOperatorEntry {
  readonly atMs: number;
  readonly outcome: OperatorOutcome;
}

export interface OperatorPage {
  readonly entries: readonly OperatorEntry[];
  readonly more: boolean;
}

export interface OperatorLog {
  /** Writes the entry down, durably, before anything is done. Nothing happens to one that is known already. */
  begin(entry: NewOperatorEntry): Promise<void>;
  /**
   * Says how the action ended. What is done stays done, and a refusal of a call that is run again leaves `unknown` what
   * the first run may have done.
   */
  end(entryId: string, outcome: 'done' | 'refused'): Promise<void>;
  /** Newest first, from before the given id on. */
  list(filter: { readonly action?: string; readonly before?: string; readonly limit: number }): Promise<OperatorPage>;
}
