import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { untilNoConflict } from '../store/until-no-conflict.ts';
import { type BatchLimits, BatchLoop } from './batch-loop.ts';
import { type BatchContext, type Decider, executeBatch, type Pending, type Settled } from './execute-batch.ts';
import { inHalves } from './in-halves.ts';
import { RecentRows } from './recent-rows.ts';

// All commands of one module, in one lane: arrival order holds across its commands. A transaction that conflicts with
// another host's is run again. One that fails for another reason is run in halves, so that a poisoned command fails and
// the others succeed.

/** What is known of a command beside its request. */
export interface Sent {
  readonly traceId?: string | undefined;
  /** Its sender has not sent it before. A wrong hint costs another transaction and changes nothing. */
  readonly isFirst?: boolean | undefined;
}

export class BatchedCommands {
  readonly #loop: BatchLoop<Pending, unknown>;
  readonly #context: BatchContext;
  readonly #clock: Clock;
  readonly #recent = new RecentRows();

  constructor(name: string, context: BatchContext, clock: Clock, limits?: BatchLimits) {
    this.#context = context;
    this.#clock = clock;
    this.#loop = new BatchLoop(name, (batch) => this.#runObserved(batch), clock, limits);
  }

  /** The command's reply. Rejects when it failed, or when nobody knows whether its transaction was committed. */
  submit(command: Decider, request: unknown, { traceId, isFirst = false }: Sent = {}): Promise<unknown> {
    return this.#loop.submit({ command, request, nowMs: this.#clock.nowMs(), traceId, isFirst });
  }

  get depth(): number {
    return this.#loop.depth;
  }

  drained(): Promise<void> {
    return this.#loop.drained();
  }

  async #runObserved(batch: Pending[]): Promise<PromiseSettledResult<unknown>[]> {
    const startedMs = this.#clock.nowMs();
    const settled = await this.#run(batch);
    const waitedMs = startedMs - (batch[0]?.nowMs ?? startedMs);
    this.#context.batchEnded?.({ size: batch.length, waitedMs, durationMs: this.#clock.nowMs() - startedMs });
    return settled;
  }

  async #run(batch: Pending[]): Promise<PromiseSettledResult<unknown>[]> {
    const settled = await inHalves<Pending, Settled>(
      batch,
      (part) => this.#attempt(part),
      (failure) => ({ failure }),
    );
    return settled.map((outcome) =>
      'failure' in outcome
        ? { status: 'rejected', reason: outcome.failure }
        : { status: 'fulfilled', value: outcome.reply },
    );
  }

  /** All commands of the batch, or as many as came before one that has to be loaded again. */
  #attempt(batch: readonly Pending[]): Promise<Settled[]> {
    return untilNoConflict((attempt) => executeBatch(batch, this.#context, attempt === 1 ? this.#recent : undefined));
  }
}

/** Batched look-ups beside the commands: requests of one method that arrive together are answered together. */
export class BatchedQueries {
  readonly #loops = new Map<string, BatchLoop<unknown, unknown>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Registers a query by its method's path. It settles every request on its own; if it rejects, all of them fail. */
  add(
    path: string,
    answer: (requests: readonly unknown[]) => Promise<readonly PromiseSettledResult<unknown>[]>,
    limits?: BatchLimits,
  ): void {
    this.#loops.set(path, new BatchLoop<unknown, unknown>(path, answer, this.#clock, limits));
  }

  submit(path: string, request: unknown): Promise<unknown> {
    return present(this.#loops.get(path), `query ${path}`).submit(request);
  }

  /** Resolves when every request so far has been answered. Whoever waited for its answer has gone on by then. */
  async drained(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.drained()));
  }
}
