import type { MemoryQueues } from '../../platform/messaging/memory-queues.ts';
import type { SimulatedOutbox } from '../messages/simulated-outbox.ts';
import type { Plant } from '../plants/plant.ts';
import type { SimulatedSale } from '../sale/simulated-sale.ts';
import type { SimulatedDatabase } from '../store/simulated-database.ts';
import type { CheckoutKind } from '../world/checkout-kind.ts';
import type { Coverage } from '../world/coverage.ts';
import type { Placement } from '../world/placement.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';
import type { Witness } from '../world/witness.ts';

/** The world as a host in it knows it. */
export interface HostSurroundings extends Surroundings {
  readonly coverage: Coverage;
  readonly placement: Placement;
  readonly plant: Plant;
  readonly checkoutKind: CheckoutKind;
  readonly witness: Witness;
  readonly queues: MemoryQueues;
  readonly sale: SimulatedSale | undefined;
  outboxOf(schema: string): SimulatedOutbox;
  databaseOf(schema: string, owner?: Owner): SimulatedDatabase;
}
