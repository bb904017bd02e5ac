import type {
  Answer,
  Claim,
  ClaimedOperation,
  Idempotency,
  OperationKey,
} from '../../platform/idempotency/idempotency.ts';
import type { NewId } from '../../platform/kernel/ids.ts';

interface Kept {
  readonly fingerprint: string;
  readonly operationId: string;
  attempt: number;
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

  async claim(operation: OperationKey, outright?: Answer): Promise<Claim> {
    const found = this.kept.get(nameOf(operation));
    if (found === undefined) {
      const operationId = this.#newId();
      const kept = { fingerprint: operation.fingerprint, operationId, attempt: 1 };
      if (outright !== undefined) {
        this.kept.set(nameOf(operation), { ...kept, running: false, answer: outright });
        return { state: 'answered', answer: outright, isFirst: true };
      }
      this.kept.set(nameOf(operation), { ...kept, running: true });
      return { state: 'claimed', operationId, attempt: 1 };
    }
    if (found.fingerprint !== operation.fingerprint) return { state: 'mismatch' };
    if (found.answer !== undefined) return { state: 'answered', answer: found.answer };
    if (found.running) return { state: 'running', retryAfterSeconds: 2 };
    found.running = true;
    found.attempt += 1;
    return { state: 'claimed', operationId: found.operationId, attempt: found.attempt, isRepeat: true };
  }

  async complete(operation: ClaimedOperation, answer: Answer): Promise<Answer | undefined> {
    if (this.failure !== undefined) throw this.failure;
    const found = this.kept.get(nameOf(operation));
    if (found === undefined) return answer;
    if (found.attempt === operation.attempt) found.answer ??= answer;
    return found.answer;
  }

  async abandon(operation: ClaimedOperation): Promise<void> {
    const found = this.kept.get(nameOf(operation));
    if (found?.attempt === operation.attempt) found.running = false;
  }
}

function nameOf({ principal, key }: OperationKey): string {
  return `${principal} ${key}`;
}
