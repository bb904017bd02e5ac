// Idempotency keys (IETF draft-ietf-httpapi-idempotency-key-header-07): one key, one operation, one answer.

/** A stored answer, given again to the letter. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OperationKey {
  /** Keys of different principals never meet. */
  readonly principal: string;
  readonly key: string;
  /** Digest of method, path and body: the same key with another fingerprint is refused. */
  readonly fingerprint: string;
}

/** One claim of a key, by the number that it was given. */
export interface ClaimedOperation extends OperationKey {
  readonly attempt: number;
}

export type Claim =
  /** The caller runs the operation. `operationId` is the id to give to what it creates: a retry after a crash gets the same one. */
  | {
      readonly state: 'claimed';
      readonly operationId: string;
      /** Which claim of the key it is: only the latest is settled. */
      readonly attempt: number;
      /** True when a call with the key was begun before, and nobody knows how far it came. */
      readonly isRepeat?: true;
    }
  | {
      readonly state: 'answered';
      readonly answer: Answer;
      /** True for the call whose own answer it is: it was answered outright. */
      readonly isFirst?: true;
    }
  | { readonly state: 'running'; readonly retryAfterSeconds: number }
  | { readonly state: 'mismatch' };

export interface Idempotency {
  /**
   * Claims the key, durably, before any work is done.
   * @param outright the answer to an operation that has not been begun before and for which nothing is to be done: it is
   * stored with the claim, in one write.
   */
  claim(operation: OperationKey, outright?: Answer): Promise<Claim>;
  /**
   * Stores the answer, durably, before it is sent. Resolves with the answer that stands. Where the operation outlived its
   * claim and was begun again, that is the answer of the later run, which knows of the earlier one; undefined while there
   * is none yet.
   */
  complete(operation: ClaimedOperation, answer: Answer): Promise<Answer | undefined>;
  /** Gives the key back after a failure that is not to be remembered: the next call with it runs the operation again, under the same operation id. */
  abandon(operation: ClaimedOperation): Promise<void>;
}
