// Every resource has an owner that closes it, in the reverse order of opening.

export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];

  /** Remembers how to close what was just opened. */
  add(name: string, close: () => Promise<unknown>): void {
    this.#closers.push({ name, close });
  }

  /** Closes everything, last opened first. One that fails is reported and the others are closed all the same. */
  async closeAll(report: (name: string, error: Error) => void): Promise<void> {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      const { name, close } = closer;
      await close().catch((error: unknown) => report(name, error as Error));
    }
  }
}
