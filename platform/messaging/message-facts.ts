// What can be told of messages from the tables that keep them, for an audit: that each is on its way, where an operator
// sees it, or gone because it was taken. Whether a message that is gone had its effect, only the effect can tell.

export interface MessageFacts {
  /** What waits: messages for a consumer, and batches of them in an outbox. */
  readonly waiting: number;
  /** Dead letters that wait for an operator. */
  readonly dead: number;
  /** Of each consumer and each outbox the message that has been due for longest, if that is before the time asked for. */
  readonly overdue: readonly Overdue[];
  /** What no broker could take, by outbox. */
  readonly refused: readonly { readonly outbox: string; readonly events: number }[];
  /** Messages that wait for a consumer that nobody registered. */
  readonly ownerless: readonly { readonly consumer: string; readonly messages: number }[];
  /** Messages that are a dead letter and wait for their consumer, which is one too many. */
  readonly deadAndWaiting: readonly { readonly consumer: string; readonly messageId: string }[];
}

export interface Overdue {
  /** A message, or a batch of them in an outbox. */
  readonly id: string;
  readonly at: 'consumer' | 'outbox';
  readonly name: string;
  readonly dueMs: number;
}

export interface MessageAudit {
  facts(dueBeforeMs: number): Promise<MessageFacts>;
  /**
   * Of these subjects of one module's events those of which something is on its way: in the outbox, waiting for a
   * consumer, or a dead letter that waits for an operator. Undefined where the module's outbox is not to be seen from here.
   */
  onTheirWay(module: string, subjects: readonly string[]): Promise<ReadonlySet<string> | undefined>;
}
