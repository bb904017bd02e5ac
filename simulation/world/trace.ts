import { createHash } from 'node:crypto';

// What happened, in order. Two runs with one trace hash did the same things at the same times.

export interface TraceOptions {
  /** Keeps every line, for a person to read; otherwise only the hash. */
  readonly keepLines: boolean;
}

export class Trace {
  readonly #hash = createHash('sha256');
  readonly #keepLines: boolean;
  readonly lines: string[] = [];
  #pending = '';

  constructor({ keepLines }: TraceOptions) {
    this.#keepLines = keepLines;
  }

  add(line: string): void {
    // Many lines at once: a call of the hash costs more than a line does.
    this.#pending += `${line}\n`;
    if (this.#pending.length > 4_096) this.#flush();
    if (this.#keepLines) this.lines.push(line);
  }

  /** Ends the trace. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex').slice(0, 16);
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}
