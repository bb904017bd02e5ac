import { hash } from 'node:crypto';
import { type BatchLimits, BatchLoop, DEFAULT_LIMITS } from '../batching/batch-loop.ts';
import { prove } from '../batching/prove.ts';
import { RecentRows } from '../batching/recent-rows.ts';
import { WorkingSet } from '../batching/working-set.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Store, Write } from '../store/store.ts';
import type { Key } from '../store/table.ts';
import { untilNoConflict } from '../store/until-no-conflict.ts';
import type { Answer, Claim, ClaimedOperation, Idempotency, OperationKey } from './idempotency.ts';
import {
  type ClaimDecision,
  decideClaim,
  type Operation,
  operations,
  RETRY_AFTER_SECONDS,
  settle,
} from './operation.ts';
import { RecentAnswers } from './recent-answers.ts';

// Idempotency keys in the keyed store. Guarantees: of all processes that claim a key at once exactly one runs the
// operation; its answer, once stored, is what every later call with the key gets; a claim whose process died is given
// away again under the same operation id. Does not guarantee: that an operation which outlives its claim is not begun
// a second time. It then runs under the same id, and it is the operation that has to be repeatable by that id; the answer of
// the later run stands.

export interface StoredIdempotencyOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Makes the ids of operations. */
  readonly newId: NewId;
  /** Names this process; no earlier or other process has the name. Default: a new id. */
  readonly owner?: string;
  /** How long a claim holds without an answer. */
  readonly claimMs?: number;
  /** How long a key is remembered. */
  readonly keepMs?: number;
  /**
   * False for a process that is known to be gone: its claims are free at once. A host that knows at start that it is
   * the only one passes `() => false`. Not asked about this process.
   */
  readonly ownerIsAlive?: (owner: string) => boolean;
  /** Memory for answers that were given lately. */
  readonly recentAnswersBytes?: number;
}

/** Answers reach a mebibyte and travel in one statement. */
const SETTLEMENT_LIMITS: BatchLimits = { ...DEFAULT_LIMITS, maxSize: 128 };
const SWEEP_CHUNK = 500;
/** By their age, which has an index: in order of key each chunk would pass by all that are not due yet. */
const OLDEST_FIRST = { limit: SWEEP_CHUNK, orderBy: 'createdAt', lock: 'skip-locked' } as const;

interface Running {
  readonly fingerprint: string;
  readonly attempt: number;
  readonly untilMs: number;
}

interface Claiming {
  readonly id: string;
  readonly fingerprint: string;
  readonly freshOperationId: string;
  readonly outright: Answer | undefined;
}

interface Settlement {
  readonly id: string;
  readonly fingerprint: string;
  readonly attempt: number;
  /** Undefined gives the key back. */
  readonly answer: Answer | undefined;
}

export class StoredIdempotency implements Idempotency {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #newId: NewId;
  readonly #owner: string;
  readonly #claimMs: number;
  readonly #keepMs: number;
  readonly #ownerIsAlive: (owner: string) => boolean;
  readonly #claims: BatchLoop<Claiming, ClaimDecision>;
  readonly #settlements: BatchLoop<Settlement, Operation | undefined>;
  /** Claims on their way to the store, by key. */
  readonly #claiming = new Map<string, Promise<Claim>>();
  readonly #running = new Map<string, Running>();
  readonly #recent: RecentAnswers;
  /** Claims of this process, as they were written: what settles them need not look at them again. */
  readonly #claimed = new RecentRows();

  constructor(options: StoredIdempotencyOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#newId = options.newId;
    this.#owner = options.owner ?? options.newId();
    this.#claimMs = options.claimMs ?? 60_000;
    this.#keepMs = options.keepMs ?? 24 * 60 * 60 * 1000;
    this.#ownerIsAlive = options.ownerIsAlive ?? (() => true);
    this.#recent = new RecentAnswers(options.recentAnswersBytes ?? 32 * 1024 * 1024);
    this.#claims = new BatchLoop('idempotency claims', (batch) => this.#claimAll(batch), options.clock);
    this.#settlements = new BatchLoop(
      'idempotency answers',
      (batch) => this.#settleAll(batch),
      options.clock,
      SETTLEMENT_LIMITS,
    );
  }

  async claim(operation: OperationKey, outright?: Answer): Promise<Claim> {
    const id = idOf(operation);
    for (;;) {
      const known = this.#knownHere(id, operation.fingerprint);
      if (known !== undefined) return known;
      const before = this.#claiming.get(id);
      if (before === undefined) break;
      // Whether the claim before this one succeeds decides what this one is told.
      await before.catch(() => undefined);
    }
    const claiming = this.#claimInStore(id, operation.fingerprint, outright).finally(() => this.#claiming.delete(id));
    this.#claiming.set(id, claiming);
    return claiming;
  }

  async complete(operation: ClaimedOperation, answer: Answer): Promise<Answer | undefined> {
    const id = idOf(operation);
    const { fingerprint, attempt } = operation;
    try {
      const stored = await this.#settlements.submit({ id, fingerprint, attempt, answer });
      if (stored === undefined || stored.fingerprint !== fingerprint) return answer;
      if (stored.answer === null) return undefined;
      const stands = JSON.parse(stored.answer) as Answer;
      this.#recent.put(id, { fingerprint, answer: stands, createdAtMs: stored.createdAt });
      return stands;
    } finally {
      this.#stopped(id, attempt);
    }
  }

  async abandon(operation: ClaimedOperation): Promise<void> {
    const id = idOf(operation);
    const { fingerprint, attempt } = operation;
    // Before the store is told, and even if it never is: a claim of this process that is not at work here counts as free.
    this.#stopped(id, attempt);
    await this.#settlements.submit({ id, fingerprint, attempt, answer: undefined });
  }

  /** A later run of the operation goes on. */
  #stopped(id: string, attempt: number): void {
    if (this.#running.get(id)?.attempt === attempt) this.#running.delete(id);
  }

  /** Resolves when nothing is on its way to the store. */
  async drained(): Promise<void> {
    await this.#claims.drained();
    await this.#settlements.drained();
  }

  /** Forgets keys whose time is over, in bounded transactions. Answers how many. */
  async sweep(nowMs: number): Promise<number> {
    const expired = { column: 'createdAt', operator: '<=', value: nowMs - this.#keepMs } as const;
    for (let swept = 0; ; ) {
      const found = await this.#store.transact(async (transaction) => {
        const rows = await transaction.find(operations, [expired], OLDEST_FIRST);
        transaction.write(
          rows.map(({ row, version }) => ({
            write: 'delete',
            table: operations,
            key: operations.keyOf(row),
            expectedVersion: version,
          })),
        );
        return rows.length;
      });
      swept += found;
      if (found < SWEEP_CHUNK) return swept;
    }
  }

  /** What this process knows by itself. */
  #knownHere(id: string, fingerprint: string): Claim | undefined {
    const nowMs = this.#clock.nowMs();
    const running = this.#running.get(id);
    if (running !== undefined && running.untilMs > nowMs) {
      if (running.fingerprint !== fingerprint) return { state: 'mismatch' };
      return { state: 'running', retryAfterSeconds: RETRY_AFTER_SECONDS };
    }
    const recent = this.#recent.get(id);
    if (recent === undefined || recent.createdAtMs + this.#keepMs <= nowMs) return undefined;
    if (recent.fingerprint !== fingerprint) return { state: 'mismatch' };
    return { state: 'answered', answer: recent.answer };
  }

  async #claimInStore(id: string, fingerprint: string, outright: Answer | undefined): Promise<Claim> {
    const untilMs = this.#clock.nowMs() + this.#claimMs;
    const claiming = { id, fingerprint, freshOperationId: this.#newId(), outright };
    const { claim, createdAtMs } = await this.#claims.submit(claiming);
    if (claim.state === 'claimed') this.#running.set(id, { fingerprint, attempt: claim.attempt, untilMs });
    if (claim.state === 'answered') this.#recent.put(id, { fingerprint, answer: claim.answer, createdAtMs });
    return claim;
  }

  async #claimAll(batch: readonly Claiming[]): Promise<PromiseSettledResult<ClaimDecision>[]> {
    const { results, writes } = await this.#together(batch, (rows, claiming) => {
      const decision = decideClaim(rows.get(operations.key(claiming.id)), claiming, {
        owner: this.#owner,
        nowMs: this.#clock.nowMs(),
        claimMs: this.#claimMs,
        keepMs: this.#keepMs,
        ownerIsAlive: this.#ownerIsAlive,
      });
      if (decision.put !== undefined) rows.apply([operations.put(decision.put)]);
      return decision;
    });
    this.#claimed.remember(writes.filter(isRunning));
    return results;
  }

  /** Answers each settlement with the row as it stands afterwards. */
  async #settleAll(batch: readonly Settlement[]): Promise<PromiseSettledResult<Operation | undefined>[]> {
    const decide = (rows: WorkingSet, settlement: Settlement): Operation | undefined => {
      const key = operations.key(settlement.id);
      const settled = settle(rows.get(key), settlement);
      if (settled !== undefined) rows.apply([operations.put(settled)]);
      return rows.get(key);
    };
    const { results } = await this.#together(batch, decide, this.#claimed);
    return results;
  }

  /**
   * One transaction for a batch, run again when another process got in between. Rows that are all known are not loaded:
   * what is written proves them, and what is not is held against the database.
   */
  async #together<Item extends { readonly id: string }, Result>(
    batch: readonly Item[],
    decide: (rows: WorkingSet, item: Item) => Result,
    known?: RecentRows,
  ): Promise<{ results: PromiseSettledResult<Result>[]; writes: readonly Write[] }> {
    const keys = [...new Map(batch.map(({ id }) => [id, operations.key(id)])).values()];
    return untilNoConflict((attempt) =>
      this.#store.transact(async (transaction) => {
        const rows = new WorkingSet();
        if (attempt > 1 || known === undefined || !takeAll(rows, keys, known)) {
          rows.loaded(keys, await transaction.load(operations, keys));
        }
        const results = batch.map((item) => ({ status: 'fulfilled' as const, value: decide(rows, item) }));
        await prove(rows, transaction);
        const writes = rows.writes();
        transaction.write(writes);
        return { results, writes };
      }),
    );
  }
}

/** Registers the rows as they are known, in the order in which hosts lock them. False where one is not known: then none is registered. */
function takeAll(rows: WorkingSet, keys: readonly Key<Operation>[], known: RecentRows): boolean {
  const found = keys.map((key) => ({ key, stored: known.take(key) }));
  if (!found.every(({ stored }) => stored !== undefined)) return false;
  found.sort((one, other) => (one.key.id < other.key.id ? -1 : 1));
  for (const { key, stored } of found) rows.assumed(key, stored);
  return true;
}

function isRunning(write: Write): boolean {
  return write.write === 'insert' && (write.row as Operation).state === 'running';
}

/** A UUID made of the digest's first half: as good a key, and half the size of its text in every index. */
function idOf({ principal, key }: OperationKey): string {
  // The length keeps apart what joining would confuse: principal "a" with key "bc" from "ab" with "c".
  const digest = hash('sha256', `${principal.length}:${principal}${key}`, 'hex');
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ];
  return parts.join('-');
}
