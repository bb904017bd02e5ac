import { Overloaded } from '../batching/batch-loop.ts';
import { present } from '../kernel/assert.ts';
import { repeat } from '../lifecycle/repeat.ts';
import type { Transaction } from '../store/store.ts';
import { FirstStepFailed } from './begin-failures.ts';
import { dispatch, waitsUntilMs } from './calls.ts';
import type { SagaDefinition } from './definition.ts';
import { HostLease } from './host-lease.ts';
import { abandon, finish, type InFlight, inFlight, type Running, reportLate, runInPlaceOf } from './running.ts';
import { sagaDesk } from './saga-desk.ts';
import type { NamedSaga, SagaEngineOptions } from './saga-engine-options.ts';
import { Fenced, type NewSaga, noted, type ParkedSaga, SagaJournal } from './saga-journal.ts';
import type { Held } from './saga-logs.ts';
import { SagaRecovery } from './saga-recovery.ts';
import { type Answer, canUnwind, decide, hasEnded, type LogEntry, mayFollow, stepAt } from './saga-state.ts';
import { SagaTally } from './saga-tally.ts';
import { deadlineMs, expiry, isBehind, nextAttemptMs } from './saga-times.ts';
import type { Sagas } from './saga-view.ts';
import { waitForEnd } from './wait-for-end.ts';

// Runs sagas. Guarantees: a saga is durable before its first step is sent, and all that led to its pivot before the pivot
// is; a saga whose host dies goes on at another host, or at the next start, from its last log entry, and unwinds from the
// furthest step that may have been sent; of two hosts that believe to own a saga one is fenced off by the log. A saga that
// waits for a time far away sleeps in the database and costs no memory. Does not guarantee that a call is sent only
// once: every command is idempotent by an id chosen beforehand, and plain progress is logged with what follows it.
// Sagas in flight are held in memory, bounded by `maxRunning` and one batch of a consumer: beyond it `begin` and
// `beginWithin` refuse before any work is done, and what other hosts left behind stays with them until there is room.

const DEFAULT_LEASE_MS = 5_000;
const DEFAULT_MAX_RUNNING = 20_000;
/** A saga that waits longer than this sleeps in the database. */
const WAIT_IN_MEMORY_MS = 60_000;
/** A host that may have lost its lease looks again after this time. */
const LEASE_POLL_MS = 250;
const OVERDUE_CHECK_MS = 250;

export class SagaEngine {
  /** Transitions that this host has decided. */
  readonly tally = new SagaTally();
  readonly #options: SagaEngineOptions;
  readonly #journal: SagaJournal;
  readonly #definitions: ReadonlyMap<string, SagaDefinition<never>>;
  readonly #running = new Map<string, Running>();
  /** Sagas that are being made durable. */
  readonly #beginning = new Set<string>();
  readonly #leaseMs: number;
  readonly #lease: HostLease;
  readonly #recovery: SagaRecovery;
  #stopped = false;
  #stops: (() => Promise<void>)[] = [];

  constructor(options: SagaEngineOptions) {
    this.#options = options;
    this.#journal = new SagaJournal(options.store, options.clock);
    this.#definitions = new Map(options.definitions.map((definition) => [definition.name, definition]));
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.#lease = new HostLease({ ...options, leaseMs: this.#leaseMs });
    this.#recovery = new SagaRecovery({
      ...options,
      journal: this.#journal,
      lease: this.#lease,
      definitions: this.#definitions,
      hasRoom: () => !this.#stopped && this.#running.size + this.#beginning.size < this.#limit,
      isRunning: (sagaId) => this.#running.has(sagaId),
      isBeginning: (sagaId) => this.#beginning.has(sagaId),
      takeOver: (held) => this.#proceed(this.#hold(held)),
    });
  }

  /** Sagas in flight on this host. */
  get runningCount(): number {
    return this.#running.size;
  }

  /** Each saga in flight on this host: what metrics count. */
  inFlight(): Iterable<InFlight> {
    return inFlight(this.#running.values(), this.#options.clock.nowMs());
  }

  /** Sagas that are parked, on whichever host, the oldest ids first: what an alert is raised for. */
  parked(limit: number): Promise<ParkedSaga[]> {
    return this.#journal.parked(limit);
  }

  async start(): Promise<void> {
    const { clock, report, alone } = this.#options;
    if (alone) await this.#lease.release('all');
    await this.#lease.begin();
    await this.#recovery.run();
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
    for (const running of this.#running.values()) running.cancelWait?.();
    await this.#logTheRest();
    await this.#journal.drained();
    this.#letGoOfAll();
    await this.#lease.release('own');
  }

  /**
   * Makes the saga durable and runs it. Resolves with the reply to its first step as soon as that is accepted, or with
   * undefined when the saga was begun before.
   * @throws Overloaded before any work; FirstStepFailed when the first step was refused or given up; HandedOver when
   * another host runs it now.
   */
  async begin(saga: NamedSaga): Promise<unknown> {
    this.#assertRoom();
    const held = await this.#beginDurably({ ...saga, definition: this.#definition(saga.definition) });
    if (held === undefined || this.#running.has(saga.sagaId)) return undefined;
    return new Promise((resolve, reject) => {
      const running = this.#hold(held);
      running.onFirstAnswer.push({ resolve, reject });
      this.#send(running);
    });
  }

  /**
   * Begins sagas within a consumer's transaction; those whose id is known already have begun before. Call the returned
   * function once it has been committed. @throws Overloaded before any work: the messages wait where they are.
   */
  async beginWithin(transaction: Transaction, newSagas: readonly NamedSaga[]): Promise<() => void> {
    this.#assertRoom();
    const defined = newSagas.map((saga) => ({ ...saga, definition: this.#definition(saga.definition) }));
    const begun = await this.#journal.beginWithin(transaction, defined, this.#lease.owner);
    return () => {
      for (const held of begun) if (!this.#running.has(held.row.sagaId)) this.#send(this.#hold(held));
    };
  }

  /** Resolves true when the saga has ended, false when the time is over. Works for sagas of other hosts too. */
  ended(sagaId: string, withinMs: number): Promise<boolean> {
    const stored = async () => (await this.#journal.read(sagaId))?.row;
    return waitForEnd({ clock: this.#options.clock, running: () => this.#running.get(sagaId), stored }, withinMs);
  }

  /** The next recovery also looks for sagas of this host that are not in its memory. Call it after a commit of unknown outcome. */
  suspectStrays(): void {
    this.#recovery.suspectStrays();
  }

  /** Sagas as people see and steer them. */
  view(): Sagas {
    return sagaDesk({
      journal: this.#journal,
      definitions: this.#definitions,
      seize: async (sagaId, entryFor) => {
        const nowMs = this.#options.clock.nowMs();
        const seized = this.#journal.seize(sagaId, this.#lease.owner, this.#definitions, (held) =>
          entryFor(held, nowMs),
        );
        const outcome = await this.#recovery.orSuspect(seized);
        if (typeof outcome === 'string') return outcome;
        this.#proceed(this.#hold(outcome));
        return 'done';
      },
    });
  }

  async #beginDurably(saga: NewSaga): Promise<Held | undefined> {
    this.#beginning.add(saga.sagaId);
    try {
      return await this.#recovery.orSuspect(this.#journal.begin(saga, this.#lease.owner));
    } finally {
      this.#beginning.delete(saga.sagaId);
    }
  }

  get #limit(): number {
    return this.#options.maxRunning ?? DEFAULT_MAX_RUNNING;
  }

  #assertRoom(): void {
    const limit = this.#limit;
    if (this.#stopped) throw new Overloaded('this host is shutting down; try again');
    if (this.#running.size + this.#beginning.size >= limit)
      throw new Overloaded(`${limit} sagas are running; try again later`);
  }

  #definition(name: string): SagaDefinition<never> {
    return present(this.#definitions.get(name), `saga definition ${name}`);
  }

  /** Spares whoever takes over the steps that are known to be done. What cannot be written now is done again. */
  async #logTheRest(): Promise<void> {
    const idle = [...this.#running.values()].filter(({ isWriting }) => !isWriting).map(({ held }) => held);
    const behind = idle.filter(({ unlogged }) => unlogged.length > 0);
    await Promise.allSettled(behind.map((held) => this.#journal.append(held)));
  }

  /** Whoever ran the saga, this host included, is fenced by now: the answer it waits for goes nowhere. */
  #hold(held: Held): Running {
    const running = runInPlaceOf(this.#running.get(held.row.sagaId), held, this.#options.clock.nowMs());
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
    const { clock, doors } = this.#options;
    const nowMs = clock.nowMs();
    if (!this.#lease.isGood) {
      this.#wait(running, LEASE_POLL_MS);
      return;
    }
    const { held } = running;
    const expired = expiry(held, nowMs);
    if (expired !== undefined) {
      this.#log(running, expired);
      return;
    }
    const attempt = {};
    running.attempt = attempt;
    const step = stepAt(held.definition, held.state.at);
    if (step.untilMs !== undefined && held.state.direction === 'forward') {
      this.#sendAtItsTime(running, attempt);
      return;
    }
    running.overdueAtMs = nowMs + step.retry.timeoutMs;
    dispatch(doors, held).then(
      ([answer, reply]) => this.#answered(running, attempt, answer, reply),
      (error: Error) => this.#answered(running, attempt, { kind: 'silence', cause: error.message }, undefined),
    );
  }

  #wait(running: Running, delayMs: number): void {
    running.attempt = undefined;
    running.cancelWait = this.#options.clock.after(delayMs, () => this.#send(running));
  }

  /** A step that waits for a time is completed by it. Until then the saga is in memory if that is soon, else asleep. */
  #sendAtItsTime(running: Running, attempt: object): void {
    for (const waiting of running.onFirstAnswer.splice(0)) waiting.resolve(undefined);
    const { held } = running;
    let untilMs: number;
    try {
      untilMs = present(waitsUntilMs(held), 'the end of a wait');
    } catch (error) {
      this.#answered(running, attempt, { kind: 'silence', cause: (error as Error).message }, undefined);
      return;
    }
    const nowMs = this.#options.clock.nowMs();
    if (untilMs <= nowMs) {
      this.#answered(running, attempt, { kind: 'accepted' }, undefined);
      return;
    }
    const wakeAtMs = canUnwind(held.definition, held.state) ? Math.min(untilMs, deadlineMs(held)) : untilMs;
    if (wakeAtMs - nowMs <= WAIT_IN_MEMORY_MS) this.#wait(running, wakeAtMs - nowMs);
    else this.#fallAsleep(running, wakeAtMs);
  }

  #fallAsleep(running: Running, wakeAtMs: number): void {
    running.attempt = undefined;
    running.isWriting = true;
    this.#journal.sleep(running.held, wakeAtMs).then(
      () => {
        if (this.#running.get(running.held.row.sagaId) === running) this.#letGo(running);
      },
      (error: Error) => this.#notWritten(running, error, () => this.#fallAsleep(running, wakeAtMs)),
    );
  }

  #answered(running: Running, attempt: object, answer: Answer, reply: unknown): void {
    if (running.attempt !== attempt || this.#stopped) return;
    if (running.isWriting) {
      running.answeredMeanwhile = () => this.#answered(running, attempt, answer, reply);
      return;
    }
    running.attempt = undefined;
    const { definition, state } = running.held;
    if (state.at === 0 && state.direction === 'forward' && answer.kind === 'accepted') {
      for (const waiting of running.onFirstAnswer.splice(0)) waiting.resolve(reply);
    }
    this.#log(running, decide(definition, state, answer, this.#options.clock.nowMs()));
  }

  #log(running: Running, entry: LogEntry): void {
    running.attempt = undefined;
    const next = noted(running.held, entry);
    if (mayFollow(next.definition, entry, next.state)) {
      this.#advance(running, next, entry);
      return;
    }
    running.isWriting = true;
    this.#journal.append(next).then(
      (held) => {
        if (this.#running.get(held.row.sagaId) === running) this.#advance(running, held, entry);
      },
      (error: Error) => this.#notWritten(running, error, () => this.#log(running, entry)),
    );
  }

  #advance(running: Running, held: Held, entry: LogEntry): void {
    this.tally.count(held.definition.name, entry.step, entry.event, entry.atMs - running.sinceMs);
    running.sinceMs = entry.atMs;
    running.held = held;
    this.#proceed(running);
  }

  /** Nothing of a saga that waits stays out of its log for long: whoever looks at it sees where it stands. */
  #logWhatWaits(running: Running): void {
    running.isWriting = true;
    this.#journal.append(running.held).then(
      (held) => {
        if (this.#running.get(held.row.sagaId) !== running) return;
        running.isWriting = false;
        running.held = held;
        const answered = running.answeredMeanwhile;
        running.answeredMeanwhile = undefined;
        answered?.();
      },
      (error: Error) => this.#notWritten(running, error, () => this.#logWhatWaits(running)),
    );
  }

  #notWritten(running: Running, error: Error, again: () => void): void {
    const { sagaId } = running.held.row;
    if (this.#running.get(sagaId) !== running) return;
    if (error instanceof Fenced) {
      this.#letGo(running);
      this.suspectStrays();
      return;
    }
    // The database is away: the answer is known, so only the writing is tried again. If it was written after all, the
    // second try is fenced and recovery finds the saga as a stray.
    this.#options.report(`saga ${sagaId}: a transition could not be written; it is tried again`, error);
    running.cancelWait = this.#options.clock.after(1_000, again);
  }

  #proceed(running: Running): void {
    running.isWriting = false;
    const { state, definition, row } = running.held;
    if (state.direction === 'backward' || state.status === 'parked') {
      const failure = new FirstStepFailed(row.sagaId, state.failure?.kind ?? state.status);
      for (const waiting of running.onFirstAnswer.splice(0)) waiting.reject(failure);
    }
    if (hasEnded(state)) {
      this.#letGo(running);
      const durationMs = this.#options.clock.nowMs() - row.createdAt;
      this.#options.onEnd?.(definition.name, state.status, durationMs, state.failure);
      return;
    }
    const delayMs = nextAttemptMs(running.held, this.#options.clock.nowMs(), this.#options.random);
    if (delayMs > 0) this.#wait(running, delayMs);
    else this.#send(running);
  }

  /** What waits for an answer, a time or its next attempt does not see the time pass. */
  #checkOverdue(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const running of this.#running.values()) {
      const { held, attempt, overdueAtMs } = running;
      if (running.isWriting) continue;
      const expired = expiry(held, nowMs);
      if (expired !== undefined) {
        abandon(running);
        this.#log(running, expired);
        continue;
      }
      if (nowMs >= deadlineMs(held)) reportLate(running, nowMs, this.#options.onLate);
      if (attempt === undefined) continue;
      if (overdueAtMs > nowMs) {
        if (isBehind(held, nowMs)) this.#logWhatWaits(running);
        continue;
      }
      const { timeoutMs } = stepAt(held.definition, held.state.at).retry;
      const cause = `no answer within ${timeoutMs} ms`;
      this.#answered(running, attempt, { kind: 'silence', cause }, undefined);
    }
  }

  async #keepLease(): Promise<void> {
    if (!(await this.#lease.keep())) {
      // This host was silent for too long and others have taken over: it starts again as a new owner, with nothing.
      this.#letGoOfAll();
      await this.#lease.beginAnew();
    }
    await this.#recovery.run();
  }
}
