/** A turn of the event loop for each event costs as much as the event. */
const IMMEDIATES_A_TURN = 256;

/**
 * Whatever follows from an event, to its end: Node takes an immediate when no microtask is left, however many each of them
 * has queued, and many immediates in a turn. For one world, which waits for one event at a time.
 */
export class Microtasks {
  #immediates = 0;
  #tell: (() => void) | undefined;

  /** Resolves when no microtask is left. */
  drained(): Promise<void> {
    if (this.#immediates === 0) {
      this.#immediates = IMMEDIATES_A_TURN;
      for (let count = 0; count < IMMEDIATES_A_TURN; count++) setImmediate(() => this.#immediate());
    }
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  #immediate(): void {
    this.#immediates -= 1;
    const tell = this.#tell;
    this.#tell = undefined;
    tell?.();
  }
}
