import { assert } from '../../kernel/assert.ts';
import type { Handler } from '../broker.ts';
import type { Envelope } from '../envelope.ts';
import { noteOf } from './messages.ts';

/** More than all pauses between the tries of a message together, and those of a broker that is away. */
const LONGEST_WAIT_MS = 300_000;
const STEP_MS = 500;

/** A consumer that remembers what it took, in order. */
export class Deliveries {
  readonly envelopes: Envelope[] = [];
  readonly handle: Handler;
  readonly #passTime: (byMs: number) => Promise<void>;

  /** `faultOf` says what is wrong with a note; a delivery that holds such a one is refused as a whole. */
  constructor(
    passTime: (byMs: number) => Promise<void>,
    faultOf: (note: string) => Error | undefined = () => undefined,
  ) {
    this.#passTime = passTime;
    this.handle = async (envelopes) => {
      for (const envelope of envelopes) {
        const fault = faultOf(noteOf(envelope));
        if (fault !== undefined) throw fault;
      }
      this.envelopes.push(...envelopes);
    };
  }

  get notes(): readonly string[] {
    return this.envelopes.map(noteOf);
  }

  /** What was taken, once there are so many. */
  async first(count: number): Promise<readonly string[]> {
    for (let waitedMs = 0; this.envelopes.length < count; waitedMs += STEP_MS) {
      assert(waitedMs < LONGEST_WAIT_MS, `of ${count} messages only ${this.envelopes.length} came: ${this.notes}`);
      await this.#passTime(STEP_MS);
    }
    return this.notes;
  }
}
