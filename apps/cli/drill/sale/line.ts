/** Those who were told that nothing is left and wait for units that come back, first come, first told. */
export class Line {
  #waiting: ((isNews: boolean) => void)[] = [];
  #isClosed = false;

  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves true when there may be something, false when nothing comes any more. */
  wait(): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells the first of them. */
  call(people: number): void {
    for (const tell of this.#waiting.splice(0, people)) tell(true);
  }

  /** Sends everybody home. */
  close(): void {
    this.#isClosed = true;
    for (const tell of this.#waiting.splice(0)) tell(false);
  }
}
