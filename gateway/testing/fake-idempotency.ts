import type { Answer, Claim, Idempotency, OperationKey } from '../../platform/idempotency/idempotency.ts';
import type { NewId } from '../../platform/kernel/ids.ts';

interface Kept {
  readonly fingerprint: string;
  readonly operationId: string;
  running: boolean;
  answer?: Answer;
}

/** Idempotency keys in memory, kept for ever. */
export class FakeIdempotency implements Idempotency {
  readonly kept = new Map<string, Kept>();
  /** What `complete` rejects with. */
  failure: Error | undefined;
  readonly #newId: NewId;

  constructor(newId: NewId) {
    this.#newId = newId;
  }

  async claim(operation: OperationKey): Promise<Claim> {
    const found = this.kept.get(nameOf(operation));
    if (found === undefined) {
      const operationId = this.#newId();
      this.kept.set(nameOf(operation), { fingerprint: operation.fingerprint, operationId, running: true });
      return { state: 'claimed', operationId };
    }
    if (found.fingerprint !== operation.fingerprint) return { state: 'mismatch' };
    if (found.answer !== undefined) return { state: 'answered', answer: found.answer };
    if (found.running) return { state: 'running', retryAfterSeconds: 2 };
    found.running = true;
    return { state: 'claimed', operationId: found.operationId, isRepeat: true };
  }

  async complete(operation: OperationKey, answer: Answer): Promise<Answer> {
    if (this.failure !== undefined) throw this.failure;
    const found = this.kept.get(nameOf(operation));
    if (found === undefined) return answer;
    found.answer ??= answer;
    return found.answer;
  }

  async abandon(operation: OperationKey): Promise<void> {
    const found = this.kept.get(nameOf(operation));
    if (found !== undefined) found.running = false;
  }
}

function nameOf({ principal, key }: OperationKey): string {
  return `${principal} ${key}`;
}
