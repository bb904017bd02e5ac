import { Readable } from 'node:stream';

/**
 * Server-sent events that somebody else decides on: what is sent waits in the stream's own buffer until it is read, and
 * whoever sends keeps that within bounds. Once it is finished it takes nothing more, so that a turn that was under way
 * when a gateway closed, or a reader who is slow to hear the end, does it no harm.
 */
export class EventStream extends Readable {
  #finished = false;

  /** True once all was said; what is left is for the reader to read. */
  get finished(): boolean {
    return this.#finished;
  }

  override _read(): void {
    // Nothing to fetch.
  }

  send(text: string | Buffer): void {
    if (!this.#finished && !this.destroyed) this.push(text);
  }

  finish(): void {
    if (this.#finished || this.destroyed) return;
    this.#finished = true;
    this.push(null);
  }
}
