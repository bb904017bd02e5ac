import type { PaymentProvider } from '../../modules/payment/module.ts';
import type { Idempotency } from '../../platform/idempotency/idempotency.ts';
import type { Subscription } from '../../platform/messaging/broker.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Module } from '../../platform/rpc/module.ts';
import type { SagaDefinition } from '../../platform/saga/definition.ts';
import type { Store } from '../../platform/store/store.ts';
import type { Checkout } from '../../processes/checkout/door.ts';
import type { Sales } from '../../processes/sale/door.ts';
import type { Gate } from '../../processes/sale/gate/gate.ts';
import type { GateKeeper, GateKeeperOptions } from '../../processes/sale/gate-keeper.ts';
import type { CheckoutKind } from '../world/checkout-kind.ts';

// A bug, planted where the simulated world is composed and nowhere else: it takes a part of a host and gives back one
// that is wrong. Production code has no switch for it.

export interface Plant {
  /** What the bug is, as one would say it of a system that has it. */
  readonly name: string;
  readonly module?: (module: Module) => Module;
  readonly store?: (schema: string, store: Store) => Store;
  /** On the caller's side of every call. */
  readonly doors?: (doors: Doors) => Doors;
  /** On the side of the modules. */
  readonly local?: (doors: Doors) => Doors;
  readonly provider?: (provider: PaymentProvider) => PaymentProvider;
  readonly saga?: <Data>(definition: SagaDefinition<Data>) => SagaDefinition<Data>;
  readonly checkout?: (checkout: Checkout) => Checkout;
  readonly idempotency?: (idempotency: Idempotency) => Idempotency;
  /** The way of a host to the gate of the sale. */
  readonly gate?: (gate: Gate) => Gate;
  readonly keeper?: (options: GateKeeperOptions) => GateKeeper;
  readonly sales?: (sales: Sales) => Sales;
  /** Of the contexts of a choreographed checkout, and of sales. */
  readonly subscription?: (subscription: Subscription) => Subscription;
  /** The checkout that has the bug; without it every seed has its own. */
  readonly checkoutKind?: CheckoutKind;
  readonly server?: ServerPlant;
}

/** What the simulated server and the hosts' composition leave out. */
export interface ServerPlant {
  /** Schemas whose rows are not locked and whose writes are not checked: of two that come together one is lost. */
  readonly blindSchemas?: readonly string[];
  /** Schemas that are in the memory of a host and go with it. */
  readonly forgetfulSchemas?: readonly string[];
  readonly noRelay?: boolean;
  readonly relayTakesNoTurn?: boolean;
  /** Events go to the broker when they are decided, and not by an outbox. */
  readonly publishesByItself?: boolean;
}

export const NO_PLANT: Plant = { name: 'nothing' };
