import type { Writable } from 'node:stream';

/** Lines to a stream, and whether they arrived: a full disk or a reader who left lets none through, and nothing else says so. */
export class Output {
  readonly #stream: Writable;
  #failure: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', this.#note);
  }

  write(line: string): void {
    this.#stream.write(`${line}\n`, this.#note);
  }

  /** Resolves once nothing is under way any more: with why some of it is lost, or undefined. */
  async failure(): Promise<Error | undefined> {
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve());
    });
    return this.#failure;
  }

  readonly #note = (error: Error | null | undefined): void => {
    this.#failure ??= error ?? undefined;
  };
}
