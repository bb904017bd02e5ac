import type { Write } from '../../platform/store/store.ts';
import type { Place } from './coverage.ts';
import type { Fault, Faults } from './faults.ts';
import type { Generator } from './generator.ts';
import type { Owner, Scheduler } from './scheduler.ts';

/** The world as a server in it knows it. */
export interface Surroundings {
  readonly generator: Generator;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  crash(host: Owner): void;
  /** Told of every commit, before anything else happens. */
  committed(schema: string, writes: readonly Write[]): void;
  /** Told of a fault and of where it struck. */
  met(fault: Fault, place: Place): void;
}
