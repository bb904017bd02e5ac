import { Refused } from './api.ts';
import { newKey } from './new-key.ts';

/**
 * The idempotency key of what a person asks for. Who asks for the same again because nobody has answered is given the
 * same key, and it is done once. An answer ends the attempt, a refusal too: the shop would give it again for ever, though
 * what it was refused for may have changed.
 */
export class AttemptKey {
  #open: { readonly asked: string; readonly key: string } | undefined;

  /** @param asked everything that is sent: something else is another attempt. */
  async during<Answer>(asked: string, act: (key: string) => Promise<Answer>): Promise<Answer> {
    if (this.#open?.asked !== asked) this.#open = { asked, key: newKey() };
    try {
      const answer = await act(this.#open.key);
      this.#open = undefined;
      return answer;
    } catch (error) {
      if (isDefinite(error)) this.#open = undefined;
      throw error;
    }
  }
}

/** Refusals that say nothing of what was done: the first call still runs, or they are for now. */
const FOR_NOW = new Set([425, 429]);

function isDefinite(error: unknown): boolean {
  if (!(error instanceof Refused) || error.code === 'idempotency_key_in_use') return false;
  const { status } = error.problem;
  return status < 500 && !FOR_NOW.has(status);
}
