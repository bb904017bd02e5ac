import { Overloaded } from '../batching/batch-loop.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import { repeat } from '../lifecycle/repeat.ts';
import { type Call, isAccepted } from '../rpc/contract.ts';
import type { Doors } from '../rpc/doors.ts';
import type { Filter, Store, Transaction } from '../store/store.ts';
import { FirstStepFailed } from './begin-failures.ts';
import { callsOf } from './calls.ts';
import type { SagaDefinition, Step } from './definition.ts';
import { abandon, finish, type Running, runInPlaceOf } from './running.ts';
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

const ACCEPTED: Answer = { kind: 'accepted' };

function answerOf({ method }: Call, reply: unknown): Answer {
  return isAccepted(method, reply) ? ACCEPTED : { kind: 'refused', refusal: (reply as { kind: string }).kind };
}

const DEFAULT_LEASE_MS = 5_000;
const OVERDUE_CHECK_MS = 250;
const END_POLL_MS = 200;

export class SagaEngine {
  readonly #options: SagaEngineOptions;
  readonly #journal: SagaJournal;
  readonly #definitions: ReadonlyMap<string, SagaDefinition<never>>;
  readonly #running = new Map<string, Running>();
  /** Sagas that are being made durable. */
  readonly #beginning = new Set<string>();
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
      repeat(clock, Math.floor(this.#leaseMs / 3), () => this.#keepLease(), failed('renewing the lease')),
      repeat(clock, OVERDUE_CHECK_MS, async () => this.#checkOverdue(), failed('looking for overdue answers')),
    ];
  }

  /** Lets go of everything: what runs is handed over to whoever looks next. Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#stops.map((stop) => stop()));
    for (const running of this.#running.values()) running.cancelBackoff?.();
    await this.#journal.drained();
    this.#letGoOfAll();
    await this.#journal.release((owner) => owner === this.#owner);
  }

  /**
   * Makes the saga durable and runs it. Resolves with the reply to its first step as soon as that is accepted, or with
   * undefined when the saga was begun before.
   * @throws Overloaded before any work; FirstStepFailed when the first step was refused or given up; HandedOver when
   * another host runs it now.
   */
  async begin(saga: Omit<NewSaga, 'definition'> & { readonly definition: string }): Promise<unknown> {
    this.#assertRoom();
    const held = await this.#beginDurably({ ...saga, definition: this.#definition(saga.definition) });
    if (held === undefined || this.#running.has(saga.sagaId)) return undefined;
    return new Promise((resolve, reject) => {
      const running = this.#hold(held);
      running.onFirstAnswer.push({ resolve, reject });
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
      for (const one of held) if (!this.#running.has(one.row.sagaId)) this.#send(this.#hold(one));
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
    const seized = this.#journal.seize(sagaId, this.#owner, this.#definitions, (held) => {
      if (!possible(held)) return undefined;
      const step = held.definition.steps[held.state.at]?.name ?? '';
      return { event, step, attempt: held.state.attempt, error: `${who}: ${why}`, atMs: this.#options.clock.nowMs() };
    });
    const outcome = await this.#orSuspect(seized);
    if (typeof outcome === 'string') return outcome;
    this.#proceed(this.#hold(outcome));
    return 'done';
  }

  async #beginDurably(saga: NewSaga): Promise<Held | undefined> {
    this.#beginning.add(saga.sagaId);
    try {
      return await this.#orSuspect(this.#journal.begin(saga, this.#owner));
    } finally {
      this.#beginning.delete(saga.sagaId);
    }
  }

  /** A failed write may have been committed all the same: then this host owns sagas that are not in its memory. */
  async #orSuspect<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.suspectStrays();
      throw error;
    }
  }

  #assertRoom(): void {
    const limit = this.#options.maxRunning ?? 20_000;
    if (this.#stopped) throw new Overloaded('this host is shutting down; try again');
    if (this.#running.size + this.#beginning.size >= limit)
      throw new Overloaded(`${limit} sagas are running; try again later`);
  }

  #definition(name: string): SagaDefinition<never> {
    return present(this.#definitions.get(name), `saga definition ${name}`);
  }

  /** Whoever ran the saga, this host included, is fenced by now: the answer it waits for goes nowhere. */
  #hold(held: Held): Running {
    const running = runInPlaceOf(this.#running.get(held.row.sagaId), held);
    this.#running.set(held.row.sagaId, running);
    return running;
  }

  #letGo(running: Running): void {
    this.#running.delete(running.held.row.sagaId);
    abandon(running);
    finish(running);
  }

  #letGoOfAll(): void {
    for (const running of this.#running.values()) this.#letGo(running);
  }

  #send(running: Running): void {
    if (this.#stopped) {
      this.#letGo(running);
      return;
    }
    const { definition, state, row } = running.held;
    const step = stepAt(definition, state.at);
    const attempt = {};
    running.attempt = attempt;
    running.overdueAtMs = this.#options.clock.nowMs() + step.retry.timeoutMs;
    this.#dispatch(step, running.held, row.traceId).then(
      ([answer, reply]) => this.#answered(running, attempt, answer, reply),
      (error: Error) => this.#answered(running, attempt, { kind: 'silence', cause: error.message }, undefined),
    );
  }

  /** Answers the first refusal, or the acceptance with the reply to the first call. */
  async #dispatch(step: Step<never>, held: Held, traceId: string): Promise<[Answer, unknown]> {
    const calls = callsOf(step, held);
    const [only, ...others] = calls;
    if (only !== undefined && others.length === 0) {
      const reply = await this.#options.doors.call(only, { traceId });
      return [answerOf(only, reply), reply];
    }
    const replies = await Promise.all(calls.map((call) => this.#options.doors.call(call, { traceId })));
    for (const [index, call] of calls.entries()) {
      const answer = answerOf(call, replies[index]);
      if (answer.kind === 'refused') return [answer, replies[index]];
    }
    return [ACCEPTED, replies[0]];
  }

  #answered(running: Running, attempt: object, answer: Answer, reply: unknown): void {
    if (running.attempt !== attempt || this.#stopped) return;
    running.attempt = undefined;
    const { definition, state } = running.held;
    if (state.at === 0 && state.direction === 'forward' && answer.kind === 'accepted') {
      for (const waiting of running.onFirstAnswer.splice(0)) waiting.resolve(reply);
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
      this.#letGo(running);
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
      const failure = new FirstStepFailed(row.sagaId, state.failure?.kind ?? state.status);
      for (const waiting of running.onFirstAnswer.splice(0)) waiting.reject(failure);
    }
    if (hasEnded(state)) {
      this.#letGo(running);
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
      this.#letGoOfAll();
      this.#owner = this.#options.newId();
      await this.#journal.renew(this.#owner, expiresAtMs, true);
    }
    await this.#recover();
  }

  async #recover(): Promise<void> {
    const isHeld = (sagaId: string): boolean => {
      if (this.#running.has(sagaId)) return true;
      // It is being begun, perhaps for the second time, and then nobody runs it: the next recovery looks again.
      const isBeginning = this.#beginning.has(sagaId);
      if (isBeginning) this.suspectStrays();
      return isBeginning;
    };
    while (!this.#stopped) {
      const suspected = this.#suspectStrays;
      this.#suspectStrays = false;
      const strays = suspected
        ? await this.#orSuspect(this.#journal.claimStrays(this.#owner, this.#definitions, isHeld))
        : [];
      if (strays.length > 0) this.suspectStrays();
      for (const held of strays) this.#send(this.#hold(held));
      const orphans = await this.#orSuspect(this.#journal.claimOrphans(this.#owner, this.#definitions));
      for (const held of orphans) this.#send(this.#hold(held));
      if (strays.length === 0 && orphans.length === 0) return;
      // Taking over a great many must not take longer than the lease lasts.
      const expiresAtMs = this.#options.clock.nowMs() + this.#leaseMs;
      if (!(await this.#journal.renew(this.#owner, expiresAtMs, false))) return;
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
