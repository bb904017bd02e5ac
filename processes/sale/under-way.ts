// How many checkouts of sales run at once on a host. What waits for its turn waits in the queue, where it is durable: a crowd
// at the start is taken in first, at the speed of the way in, and checked out behind it.

export class UnderWay {
  readonly #most: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param most at once, at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Begins something once there is room, in the order of asking, and answers as soon as it has begun. It keeps its room
   * until `ended`, which has to settle, or until it could not be begun.
   */
  async begin<T>(begin: () => Promise<T>, ended: (begun: T) => Promise<unknown>): Promise<T> {
    if (this.#running < this.#most) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const leave = (): void => this.#leave();
    try {
      const begun = await begin();
      ended(begun).then(leave, leave);
      return begun;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** The room goes to whoever has waited longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
