import { AgedMap } from '../kernel/aged-map.ts';
import { present } from '../kernel/assert.ts';
import type { Answer } from './idempotency.ts';

// The answers given last, in memory: a repeated call is answered without the database. Bounded by bytes, because
// answers reach a mebibyte; the one that was not asked for longest goes first.

export interface RecentAnswer {
  readonly fingerprint: string;
  readonly answer: Answer;
  readonly createdAtMs: number;
}

/** What an entry costs beside its text. */
const ENTRY_BYTES = 400;

export class RecentAnswers {
  readonly #maxBytes: number;
  readonly #entries = new AgedMap<string, RecentAnswer>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(id: string): RecentAnswer | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.renew(id, entry);
    return entry;
  }

  put(id: string, entry: RecentAnswer): void {
    this.remove(id);
    const bytes = bytesOf(entry);
    if (bytes > this.#maxBytes) return;
    this.#entries.renew(id, entry);
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes) this.remove(present(this.#entries.oldest(), 'the oldest answer')[0]);
  }

  remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#bytes -= bytesOf(entry);
  }
}

/** Two bytes a character at the most, which is how the engine holds text outside Latin-1. */
function bytesOf({ answer }: RecentAnswer): number {
  return ENTRY_BYTES + answer.body.length * 2;
}
