import type { SagaDefinition } from './definition.ts';
import type { HostLease } from './host-lease.ts';
import type { SagaEngineOptions } from './saga-engine-options.ts';
import type { SagaJournal, TakenOver } from './saga-journal.ts';
import type { Held } from './saga-logs.ts';

// Takes over sagas that nobody runs: orphans of hosts without a lease, sleepers whose time has come, and strays, which are
// this host's own and not in its memory.

export interface RecoveryOptions extends Pick<SagaEngineOptions, 'clock' | 'report' | 'onEnd'> {
  readonly journal: SagaJournal;
  readonly lease: HostLease;
  readonly definitions: ReadonlyMap<string, SagaDefinition<never>>;
  /** True while more sagas may be taken over. */
  hasRoom(): boolean;
  isRunning(sagaId: string): boolean;
  isBeginning(sagaId: string): boolean;
  takeOver(held: Held): void;
}

/**
 * Runs that look for strays once there may be some. One look may come too early: the commit whose outcome is unknown may
 * still be under way at the server.
 */
const LOOKS = 3;

export class SagaRecovery {
  readonly #options: RecoveryOptions;
  readonly #canSleep: boolean;
  #looksLeft = 0;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#canSleep = [...options.definitions.values()].some(({ steps }) =>
      steps.some(({ untilMs }) => untilMs !== undefined),
    );
  }

  /** The next runs also look for strays. */
  suspectStrays(): void {
    this.#looksLeft = LOOKS;
  }

  /** A failed write may have been committed all the same: then this host owns sagas that are not in its memory. */
  async orSuspect<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.suspectStrays();
      throw error;
    }
  }

  /** Until there is nothing to take over, or no room for it. */
  async run(): Promise<void> {
    const { journal, lease, definitions, hasRoom } = this.#options;
    while (hasRoom()) {
      const isSuspicious = this.#looksLeft > 0;
      if (isSuspicious) this.#looksLeft -= 1;
      const strays = isSuspicious && (await this.#claim(() => this.#claimStrays()));
      if (strays) this.suspectStrays();
      const orphans = await this.#claim(() => journal.claimOrphans(lease.owner, definitions));
      const sleepers = this.#canSleep && (await this.#claim(() => journal.claimAwake(lease.owner, definitions)));
      if (!strays && !orphans && !sleepers) return;
      // Taking over a great many must not take longer than the lease lasts.
      if (!(await lease.keep())) return;
    }
  }

  #claimStrays(): Promise<TakenOver> {
    const { journal, lease, definitions, isRunning, isBeginning } = this.#options;
    const isHeld = (sagaId: string): boolean => {
      // One that is being begun, perhaps for the second time, may have nobody who runs it: the next run looks again.
      if (isBeginning(sagaId)) this.suspectStrays();
      return isRunning(sagaId) || isBeginning(sagaId);
    };
    return journal.claimStrays(lease.owner, definitions, isHeld);
  }

  /** Takes over and runs. True when there was anything: then there may be more. */
  async #claim(take: () => Promise<TakenOver>): Promise<boolean> {
    const { held, unfit } = await this.orSuspect(take());
    const { clock, report, onEnd, takeOver } = this.#options;
    for (const { row, error } of unfit) {
      report(`saga ${row.sagaId} of ${row.definition} is set aside; it is parked`, error);
      onEnd?.(row.definition, 'parked', clock.nowMs() - row.createdAt);
    }
    for (const one of held) takeOver(one);
    return held.length + unfit.length > 0;
  }
}
