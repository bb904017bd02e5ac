import { Overloaded } from '../batching/batch-loop.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import { repeat } from '../lifecycle/repeat.ts';
import { type Call, isAccepted } from '../rpc/contract.ts';
import type { Doors } from '../rpc/doors.ts';
import type { Filter, Store, Transaction } from '../store/store.ts';
import type { SagaDefinition, Sent, Step } from './definition.ts';
import { viewOf } from './saga-fold.ts';
import { Fenced, type Held, type NewSaga, SagaJournal } from './saga-journal.ts';
import { type Answer, canCompensate, decide, hasEnded, type LogEntry, stepAt } from './saga-state.ts';
import type { OperatorAction, OperatorOutcome, SagaStatus, Sagas } from './saga-view.ts';

// Runs sagas. Guarantees: what a step sends has been logged before it is sent; a saga whose host dies goes on at another
// host, or at the next start, from its last log entry; of two hosts that believe to own a saga one is fenced off by the
// log. Does not guarantee that a call is sent only once: every command is idempotent by an id chosen beforehand.
// Sagas in flight are held in memory, bounded by `maxRunning`; beyond it `begin` refuses before any work is done.

export interface SagaEngineOptions {
  readonly store: Store;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Uniform in [0, 1): jitter of the backoff. */
  readonly random: () => number;
  readonly definitions: readonly SagaDefinition<never>[];
  /** How long a silent host keeps its sagas. */
  readonly leaseMs?: number;
  readonly maxRunning?: number;
  /** True where no other host can be alive: sagas of earlier processes are then taken over at once. */
  readonly alone?: boolean;
  readonly report: (message: string, error: Error) => void;
  readonly onEnd?: (definition: string, status: SagaStatus, durationMs: number) => void;
}

interface Running {
  held: Held;
  /** Identifies the attempt that is out; an answer to another one comes too late. */
  attempt: object | undefined;
  overdueAtMs: number;
  cancelBackoff: (() => void) | undefined;
  readonly onFirstAnswer: ((accepted: boolean, reply: unknown) => void)[];
  readonly onEnd: (() => void)[];
}

const DEFAULT_LEASE_MS = 5_000;
const OVERDUE_CHECK_MS = 250;
const END_POLL_MS = 200;

export class SagaEngine {
  readonly #options: SagaEngineOptions;
  readonly #journal: SagaJournal;
  readonly #definitions: ReadonlyMap<string, SagaDefinition<never>>;
  readonly #running = new Map<string, Running>();
  readonly #leaseMs: number;
  #owner: string;
  #stopped = false;
  #suspectStrays = false;
  #stops: (() => Promise<void>)[] = [];

  constructor(options: SagaEngineOptions) {
    this.#options = options;
    this.#journal = new SagaJournal(options.store, options.clock);
    this.#definitions = new Map(options.definitions.map((definition) => [definition.name, definition]));
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.#owner = options.newId();
  }

  /** Sagas in flight on this host. */
  get runningCount(): number {
    return this.#running.size;
  }

  async start(): Promise<void> {
    const { clock, report, alone } = this.#options;
    if (alone) await this.#journal.release(() => true);
    await this.#journal.renew(this.#owner, clock.nowMs() + this.#leaseMs, true);
    await this.#recover();
    const failed = (what: string) => (error: Error) => report(`${what} failed; it is tried again`, error);
    this.#stops = [
      repeat(clock, this.#leaseMs / 3, () => this.#keepLease(), failed('renewing the lease')),
      repeat(clock, OVERDUE_CHECK_MS, async () => this.#checkOverdue(), failed('looking for overdue answers')),
    ];
  }

  /** Lets go of everything: what runs is handed over to whoever looks next. Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#stops.map((stop) => stop()));
    for (const running of this.#running.values()) running.cancelBackoff?.();
    await this.#journal.drained();
    this.#running.clear();
    await this.#journal.release((owner) => owner === this.#owner);
  }

  /**
   * Makes the saga durable and runs it. Resolves with the reply to its first step as soon as that is accepted, or with
   * undefined when the saga was begun before.
   * @throws Overloaded before any work; FirstStepFailed when the first step was refused or given up.
   */
  async begin(saga: Omit<NewSaga, 'definition'> & { readonly definition: string }): Promise<unknown> {
    this.#assertRoom();
    const newborn = { ...saga, definition: this.#definition(saga.definition) };
    const held = await this.#journal.begin(newborn, this.#owner).catch((error: unknown) => {
      this.suspectStrays();
      throw error;
    });
    if (held === undefined) return undefined;
    return new Promise((resolve, reject) => {
      const running = this.#hold(held);
      running.onFirstAnswer.push((accepted, reply) => {
        if (accepted) resolve(reply);
        else reject(new FirstStepFailed(saga.sagaId, String(reply)));
      });
      this.#send(running);
    });
  }

  /** Begins sagas within a consumer's transaction. Call the returned function once it has been committed. */
  beginWithin(
    transaction: Transaction,
    newSagas: readonly (Omit<NewSaga, 'definition'> & { readonly definition: string })[],
  ): () => void {
    const held = newSagas.map((saga) =>
      this.#journal.beginWithin(transaction, { ...saga, definition: this.#definition(saga.definition) }, this.#owner),
    );
    return () => {
      for (const one of held) this.#send(this.#hold(one));
    };
  }

  /** Resolves true when the saga has ended, false when the time is over. Works for sagas of other hosts too. */
  async ended(sagaId: string, withinMs: number): Promise<boolean> {
    const { clock } = this.#options;
    const untilMs = clock.nowMs() + withinMs;
    for (;;) {
      const running = this.#running.get(sagaId);
      if (running === undefined) {
        const stored = await this.#journal.read(sagaId);
        if (stored !== undefined && stored.row.endedAt !== null) return true;
      }
      const leftMs = untilMs - clock.nowMs();
      if (leftMs <= 0) return false;
      await this.#endOf(running, running === undefined ? Math.min(leftMs, END_POLL_MS) : leftMs);
    }
  }

  /** The next recovery also looks for sagas of this host that are not in its memory. Call it after a commit of unknown outcome. */
  suspectStrays(): void {
    this.#suspectStrays = true;
  }

  /** Sagas as people see and steer them. */
  view(): Sagas {
    return {
      get: async (sagaId) => {
        const stored = await this.#journal.read(sagaId);
        return stored === undefined ? undefined : viewOf(stored.row, stored.log, this.#definitions);
      },
      list: async ({ status, name, before, limit }) => {
        const filters: Filter[] = [];
        if (status !== undefined) filters.push({ column: 'status', operator: '=', value: status });
        if (name !== undefined) filters.push({ column: 'definition', operator: '=', value: name });
        if (before !== undefined) filters.push({ column: 'sagaId', operator: '<', value: before });
        const found = await this.#journal.list(filters, limit + 1);
        const page = found.slice(0, limit).map(({ row, log }) => viewOf(row, log, this.#definitions));
        return { sagas: page, more: found.length > limit };
      },
      retry: (action) =>
        this.#operate(action, 'operator_retry', ({ state }) => state.status === 'parked' || !hasEnded(state)),
      compensate: (action) =>
        this.#operate(action, 'operator_compensate', ({ definition, state }) => canCompensate(definition, state)),
    };
  }

  async #operate(
    { sagaId, who, why }: OperatorAction,
    event: 'operator_retry' | 'operator_compensate',
    possible: (held: Held) => boolean,
  ): Promise<OperatorOutcome> {
    const outcome = await this.#journal.seize(sagaId, this.#owner, this.#definitions, (held) => {
      if (!possible(held)) return undefined;
      const step = held.definition.steps[held.state.at]?.name ?? '';
      return { event, step, attempt: held.state.attempt, error: `${who}: ${why}`, atMs: this.#options.clock.nowMs() };
    });
    if (typeof outcome === 'string') return outcome;
    // Whoever ran the saga, this host included, is fenced by the new entry; the answer it waits for goes nowhere.
    const before = this.#running.get(sagaId);
    before?.cancelBackoff?.();
    const running = this.#hold(outcome);
    if (before !== undefined) running.onEnd.push(...before.onEnd);
    this.#proceed(running);
    return 'done';
  }

  #assertRoom(): void {
    const limit = this.#options.maxRunning ?? 20_000;
    if (this.#stopped) throw new Overloaded('this host is shutting down; try again');
    if (this.#running.size >= limit) throw new Overloaded(`${limit} sagas are running; try again later`);
  }

  #definition(name: string): SagaDefinition<never> {
    return present(this.#definitions.get(name), `saga definition ${name}`);
  }

  #hold(held: Held): Running {
    const running: Running = {
      held,
      attempt: undefined,
      overdueAtMs: 0,
      cancelBackoff: undefined,
      onFirstAnswer: [],
      onEnd: [],
    };
    this.#running.set(held.row.sagaId, running);
    return running;
  }

  #send(running: Running): void {
    if (this.#stopped) return;
    const { definition, state, row } = running.held;
    const step = stepAt(definition, state.at);
    const attempt = {};
    running.attempt = attempt;
    running.overdueAtMs = this.#options.clock.nowMs() + step.retry.timeoutMs;
    this.#dispatch(step, running, row.traceId).then(
      ([answer, reply]) => this.#answered(running, attempt, answer, reply),
      (error: Error) => this.#answered(running, attempt, { kind: 'silence', cause: error.message }, undefined),
    );
  }

  async #dispatch(step: Step<never>, { held }: Running, traceId: string): Promise<[Answer, unknown]> {
    const data = held.row.data as never;
    const sent = held.state.direction === 'forward' ? step.send(data, completedAtMs(held)) : undoCall(step, held);
    const calls: readonly Call[] = Array.isArray(sent) ? sent : [sent];
    const replies = await Promise.all(calls.map((call) => this.#options.doors.call(call, { traceId })));
    for (const [index, reply] of replies.entries()) {
      const { method } = present(calls[index], 'call');
      if (!isAccepted(method, reply)) {
        return [{ kind: 'refused', refusal: (reply as { kind: string }).kind }, reply];
      }
    }
    return [{ kind: 'accepted' }, replies[0]];
  }

  #answered(running: Running, attempt: object, answer: Answer, reply: unknown): void {
    if (running.attempt !== attempt || this.#stopped) return;
    running.attempt = undefined;
    const { definition, state } = running.held;
    if (state.at === 0 && state.direction === 'forward' && answer.kind === 'accepted') {
      for (const listener of running.onFirstAnswer.splice(0)) listener(true, reply);
    }
    this.#log(running, decide(definition, state, answer, this.#options.clock.nowMs()));
  }

  #log(running: Running, entry: LogEntry): void {
    this.#journal.append(running.held, entry).then(
      (held) => {
        if (this.#running.get(held.row.sagaId) !== running) return;
        running.held = held;
        this.#proceed(running, entry);
      },
      (error: Error) => this.#notLogged(running, entry, error),
    );
  }

  #notLogged(running: Running, entry: LogEntry, error: Error): void {
    const { sagaId } = running.held.row;
    if (this.#running.get(sagaId) !== running) return;
    if (error instanceof Fenced) {
      this.#running.delete(sagaId);
      finish(running);
      this.suspectStrays();
      return;
    }
    // The database is away: the answer is known, so only the writing is tried again. If it was written after all, the
    // second try is fenced and recovery finds the saga as a stray.
    this.#options.report(`saga ${sagaId}: a log entry could not be written; it is tried again`, error);
    running.cancelBackoff = this.#options.clock.after(1_000, () => this.#log(running, entry));
  }

  #proceed(running: Running, entry?: LogEntry): void {
    const { state, definition, row } = running.held;
    if (state.direction === 'backward' || state.status === 'parked') {
      for (const listener of running.onFirstAnswer.splice(0)) listener(false, state.failure?.kind);
    }
    if (hasEnded(state)) {
      this.#running.delete(row.sagaId);
      finish(running);
      this.#options.onEnd?.(definition.name, state.status, this.#options.clock.nowMs() - row.createdAt);
    } else if (entry?.event === 'step_unanswered' || entry?.event === 'undo_unanswered') {
      const delayMs = this.#backoffMs(stepAt(definition, state.at), entry.attempt);
      running.cancelBackoff = this.#options.clock.after(delayMs, () => this.#send(running));
    } else {
      this.#send(running);
    }
  }

  /** Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015). */
  #backoffMs({ retry }: Step<never>, attempt: number): number {
    const ceilingMs = Math.min(retry.maxDelayMs, retry.firstDelayMs * 2 ** Math.min(attempt - 1, 20));
    return Math.ceil(ceilingMs * this.#options.random());
  }

  #checkOverdue(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const running of this.#running.values()) {
      if (running.attempt === undefined || running.overdueAtMs > nowMs) continue;
      const { timeoutMs } = stepAt(running.held.definition, running.held.state.at).retry;
      this.#answered(
        running,
        running.attempt,
        { kind: 'silence', cause: `no answer within ${timeoutMs} ms` },
        undefined,
      );
    }
  }

  async #keepLease(): Promise<void> {
    const expiresAtMs = this.#options.clock.nowMs() + this.#leaseMs;
    if (!(await this.#journal.renew(this.#owner, expiresAtMs, false))) {
      // This host was silent for too long and others have taken over: it starts again as a new owner, with nothing.
      for (const running of this.#running.values()) {
        running.cancelBackoff?.();
        running.attempt = undefined;
        finish(running);
      }
      this.#running.clear();
      this.#owner = this.#options.newId();
      await this.#journal.renew(this.#owner, expiresAtMs, true);
    }
    await this.#recover();
  }

  async #recover(): Promise<void> {
    for (;;) {
      if (this.#stopped) return;
      const strays = this.#suspectStrays
        ? await this.#journal.claimStrays(this.#owner, this.#definitions, (sagaId) => this.#running.has(sagaId))
        : [];
      const orphans = await this.#journal.claimOrphans(this.#owner, this.#definitions);
      for (const held of [...strays, ...orphans]) this.#send(this.#hold(held));
      if (strays.length === 0) this.#suspectStrays = false;
      if (strays.length === 0 && orphans.length === 0) return;
    }
  }

  #endOf(running: Running | undefined, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(withinMs, resolve);
      running?.onEnd.push(() => {
        cancel();
        resolve();
      });
    });
  }
}

/** The first step of a saga did not happen; whatever it left is being undone. */
export class FirstStepFailed extends Error {
  override readonly name = 'FirstStepFailed';

  constructor(sagaId: string, reason: string) {
    super(`saga ${sagaId} ended at its first step: ${reason}`);
  }
}

function completedAtMs({ definition, state }: Held): (step: string) => number {
  return (name) =>
    present(
      state.completedAtMs[definition.steps.findIndex((step) => step.name === name)],
      `completion of step "${name}" of ${definition.name}`,
    );
}

function undoCall(step: Step<never>, { row, state }: Held): Sent {
  const undo = present(step.undo, `undo of ${step.name}`);
  return undo(row.data as never, present(state.failure, 'failure'));
}

function finish(running: Running): void {
  for (const listener of running.onFirstAnswer.splice(0)) listener(false, 'the saga runs on another host');
  for (const listener of running.onEnd.splice(0)) listener();
}
