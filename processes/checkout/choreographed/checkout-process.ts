import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import type { Failure } from '../../../platform/saga/definition.ts';
import type { SagaStatus } from '../../../platform/saga/saga-view.ts';
import type { Store, Transaction } from '../../../platform/store/store.ts';

/** What every part of a choreographed checkout stands on. */
export interface CheckoutProcess {
  /** The process's own schema, with its inbox and its outbox. */
  readonly store: Store;
  readonly doors: Doors;
  readonly clock: Clock;
  /** Adds events to the outbox, within the transaction. */
  record(transaction: Transaction, events: readonly CommittedEvent[]): boolean;
  /** Called once recorded events have been committed: wakes whoever relays them. */
  recorded(): void;
  /** How long contexts may take until nothing can be undone any more. */
  readonly deadlineMs: number;
}

/** A checkout that has just ended, or was parked. */
export interface Ended {
  readonly orderId: string;
  readonly status: SagaStatus;
  readonly durationMs: number;
  /** What it was unwound for. */
  readonly failure: Failure | undefined;
}
