import type { MessageFlow, Topic } from '../../platform/messaging/message-flow.ts';

/** Topics and depths that a test writes down. */
export class FakeFlow implements MessageFlow {
  readonly topics: Topic[] = [];
  waits: Awaited<ReturnType<MessageFlow['depths']>> = { consumers: [], outboxes: [] };

  async depths() {
    return this.waits;
  }
}
