// Server-sent events that go on after a lost connection. The browser itself comes back with Last-Event-ID after a
// connection breaks; where it gives up, as after an answer that is an error, the stream is opened anew after a while,
// and what is then told again is for the listener to recognise.

export interface Following {
  /** Names of the events to listen to. */
  readonly events: readonly string[];
  /** @param id of the event; empty where the stream numbers none. */
  onEvent(name: string, data: unknown, id: string): void;
  /** Told at each change: true while events can come. */
  onConnection?(connected: boolean): void;
}

const REOPEN_AFTER_MS = 3_000;

/** Follows the stream until the function that it answers is called. */
export function follow(url: string, { events, onEvent, onConnection = () => undefined }: Following): () => void {
  let source: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener('open', () => onConnection(true));
    opened.addEventListener('error', () => {
      onConnection(false);
      if (opened.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_AFTER_MS);
    });
    for (const name of events) {
      opened.addEventListener(name, (event: MessageEvent<string>) =>
        onEvent(name, JSON.parse(event.data), event.lastEventId),
      );
    }
  };

  open();
  return () => {
    source?.close();
    clearTimeout(reopening);
  };
}
