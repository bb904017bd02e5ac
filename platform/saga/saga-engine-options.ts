import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Doors } from '../rpc/doors.ts';
import type { Store } from '../store/store.ts';
import type { Failure, SagaDefinition } from './definition.ts';
import type { NewSaga } from './saga-journal.ts';
import type { SagaStatus } from './saga-view.ts';

/** A saga that is to begin, by the name of its definition. */
export type NamedSaga = Omit<NewSaga, 'definition'> & { readonly definition: string };

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
  /** Told of every saga that has ended here, and of every one that was set aside; with what it was unwound for. */
  readonly onEnd?: (definition: string, status: SagaStatus, durationMs: number, failure?: Failure) => void;
  /** Told once of each saga that is past its deadline and cannot be unwound any more: it goes on. */
  readonly onLate?: (definition: string, sagaId: string, ageMs: number) => void;
}
