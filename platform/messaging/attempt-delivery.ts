import { isUnavailable, MessagesFailed } from './broker.ts';

// Tries messages on a handler until it is clear which of them fail. All together first; when that fails, in halves, so
// that one bad message among many costs a few calls and not one each. A handler that says which failed spares that. A message
// whose key has failed is left out: it waits behind the failed one.

export interface Attempted<Message> {
  readonly delivered: readonly Message[];
  readonly failed: readonly { readonly message: Message; readonly error: Error }[];
  /** The handler cannot work just now; what is neither delivered nor failed has not been tried. */
  readonly unavailable: Error | undefined;
}

export async function attemptDelivery<Message extends { readonly messageId: string; readonly orderingKey: string }>(
  messages: readonly Message[],
  handle: (messages: readonly Message[]) => Promise<void>,
): Promise<Attempted<Message>> {
  const delivered: Message[] = [];
  const failed: { message: Message; error: Error }[] = [];
  const failedKeys = new Set<string>();
  let unavailable: Error | undefined;

  function tell(message: Message, error: Error | undefined): void {
    if (failedKeys.has(message.orderingKey)) return;
    if (error === undefined) {
      delivered.push(message);
      return;
    }
    failedKeys.add(message.orderingKey);
    // No fault of the message: it is as good as not tried.
    if (isUnavailable(error)) unavailable ??= error;
    else failed.push({ message, error });
  }

  async function attempt(part: readonly Message[]): Promise<void> {
    const open = part.filter(({ orderingKey }) => !failedKeys.has(orderingKey));
    const [first] = open;
    if (first === undefined || unavailable !== undefined) return;
    try {
      await handle(open);
      delivered.push(...open);
    } catch (error) {
      if (error instanceof MessagesFailed) {
        for (const message of open) tell(message, error.failures.get(message.messageId));
      } else if (isUnavailable(error)) {
        unavailable = error as Error;
      } else if (open.length === 1) {
        tell(first, error as Error);
      } else {
        const middle = Math.ceil(open.length / 2);
        await attempt(open.slice(0, middle));
        await attempt(open.slice(middle));
      }
    }
  }

  await attempt(messages);
  return { delivered, failed, unavailable };
}
