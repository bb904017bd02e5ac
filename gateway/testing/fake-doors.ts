import type { Call, Method, Reply, Request } from '../../platform/rpc/contract.ts';
import { type Doors, Unanswered } from '../../platform/rpc/doors.ts';

// Doors with an answer written down per method. A method that has none gives no answer, as a module that is down.

export class FakeDoors implements Doors {
  readonly #answers = new Map<string, (request: unknown) => unknown>();
  readonly #failures = new Map<string, Error>();
  /** Every call, in order. */
  readonly calls: Call[] = [];

  on<M extends Method>(method: M, answer: (request: Request<M>) => Reply<M>): this {
    this.#answers.set(method.path, answer as (request: unknown) => unknown);
    return this;
  }

  /** From now on the method rejects; without an error it answers again. */
  fails(method: { readonly path: string }, error?: Error): void {
    if (error === undefined) this.#failures.delete(method.path);
    else this.#failures.set(method.path, error);
  }

  async call<Asked, Answered>(call: Call<Asked, Answered>): Promise<Answered> {
    const { path } = call.method;
    this.calls.push(call as Call);
    const failure = this.#failures.get(path);
    if (failure !== undefined) throw failure;
    const answer = this.#answers.get(path);
    if (answer === undefined) throw new Unanswered(path, 'nobody is behind this door');
    return answer(call.request) as Answered;
  }

  /** How often a method was called. */
  count(method: { readonly path: string }): number {
    return this.calls.filter((call) => call.method.path === method.path).length;
  }
}
