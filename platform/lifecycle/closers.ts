// Every resource has an owner that closes it, in the reverse order of opening.

export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];
  #closeLate: ((name: string, close: () => Promise<unknown>) => void) | undefined;

  /** Remembers how to close what was just opened. What is opened after everything was closed is closed at once. */
  add(name: string, close: () => Promise<unknown>): void {
    if (this.#closeLate === undefined) this.#closers.push({ name, close });
    else this.#closeLate(name, close);
  }

  /** Closes everything, last opened first. One that fails is reported and the others are closed all the same. */
  async closeAll(report: (name: string, error: Error) => void): Promise<void> {
    this.#closeLate = (name, close) => {
      void close().catch((error: unknown) => report(name, error as Error));
    };
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      const { name, close } = closer;
      await close().catch((error: unknown) => report(name, error as Error));
    }
  }
}
