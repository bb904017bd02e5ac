import { customerModule } from '../../modules/customer/module.ts';
import { inventoryModule } from '../../modules/inventory/module.ts';
import { orderModule } from '../../modules/order/module.ts';
import { paymentModule, sandboxProvider } from '../../modules/payment/module.ts';
import { promotionModule } from '../../modules/promotion/module.ts';
import { saleModule } from '../../modules/sale/module.ts';
import { walletModule } from '../../modules/wallet/module.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { doorsOf, LocalModule } from '../../platform/rpc/local-module.ts';
import { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { Sagas } from '../../platform/saga/saga-view.ts';
import { cancellation } from '../../processes/cancellation/cancellation.saga.ts';
import { allSagas } from '../../processes/checkout/all-sagas.ts';
import { checkout } from '../../processes/checkout/checkout.saga.ts';
import { ChoreographedCheckout } from '../../processes/checkout/choreographed/choreographed-checkout.ts';
import { PRICE_LIST } from '../host/build-host.ts';
import { CHECKOUT_SCHEMA } from '../host/choreography.ts';
import type { World } from '../world/world.ts';

// Somebody outside the world who sees everything that is committed, at once and without disturbing it: the modules'
// own queries on the durable stores, with a clock that never lets anybody wait.

export interface Observer {
  readonly doors: Doors;
  readonly sagas: Sagas;
  readonly clock: Clock;
}

export function createObserver(world: World): Observer {
  const clock: Clock = {
    nowMs: () => world.scheduler.nowMs,
    after: (_delayMs, task) => {
      let isCancelled = false;
      queueMicrotask(() => isCancelled || task());
      return () => {
        isCancelled = true;
      };
    },
  };
  const provider = sandboxProvider({ store: world.databaseOf('payment').committed, clock, random: () => 1 });
  const modules = [
    inventoryModule(),
    orderModule(),
    paymentModule({ provider }),
    promotionModule(),
    saleModule(),
    walletModule(),
    customerModule(),
  ].map((module) => {
    const { committed } = world.databaseOf(module.name);
    return new LocalModule(module, {
      store: committed,
      clock,
      reader: {
        query: () => Promise.reject(new Error(`${module.name} was asked for SQL`)),
        memory: (table) => committed.rows(table),
      },
      record: () => false,
    });
  });
  const doors = doorsOf(modules);
  const engine = new SagaEngine({
    store: world.databaseOf('process').committed,
    doors,
    clock,
    newId: () => 'observer',
    random: () => 0,
    definitions: [checkout, cancellation],
    report: () => undefined,
  });
  const choreographed = new ChoreographedCheckout({
    store: world.databaseOf(CHECKOUT_SCHEMA).committed,
    doors,
    clock,
    record: () => false,
    recorded: () => undefined,
    priceList: PRICE_LIST,
    report: () => undefined,
  });
  const origins = world.checkoutKind === 'choreographed' ? [engine.view(), choreographed.view()] : [engine.view()];
  return { doors, sagas: allSagas(origins), clock };
}
