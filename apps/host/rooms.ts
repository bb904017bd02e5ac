import { cart } from '../../modules/cart/contract.ts';
import { cartModule } from '../../modules/cart/module.ts';
import { catalog } from '../../modules/catalog/contract.ts';
import { catalogModule } from '../../modules/catalog/module.ts';
import { customer } from '../../modules/customer/contract.ts';
import { customerModule } from '../../modules/customer/module.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { inventoryModule } from '../../modules/inventory/module.ts';
import { ordering } from '../../modules/order/contract.ts';
import { orderModule } from '../../modules/order/module.ts';
import { payment } from '../../modules/payment/contract.ts';
import { paymentModule, sandboxProvider } from '../../modules/payment/module.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { pricingModule } from '../../modules/pricing/module.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { promotionModule } from '../../modules/promotion/module.ts';
import { sale } from '../../modules/sale/contract.ts';
import { saleModule } from '../../modules/sale/module.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import { walletModule } from '../../modules/wallet/module.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Contract } from '../../platform/rpc/contract.ts';
import type { Module } from '../../platform/rpc/module.ts';
import type { Store } from '../../platform/store/store.ts';
import type { HostConfig } from './config.ts';
import type { ModuleName } from './room-names.ts';

// The list of rooms: all of them in one process are the monolith, some of them are a service.

export interface ModuleParts {
  readonly config: HostConfig;
  readonly clock: Clock;
  readonly random: () => number;
  /** The store of a module's schema. */
  storeOf(schema: string): Store;
}

type Build = (parts: ModuleParts) => Module;

/** How each module is made. Its schema is `Module.name`, its migrations are in its room. */
export const MODULES: Readonly<Record<ModuleName, Build>> = {
  catalog: () => catalogModule(),
  pricing: () => pricingModule(),
  promotion: () => promotionModule(),
  inventory: ({ config }) => inventoryModule({ sweepEveryMs: config.holdSweepMs }),
  order: () => orderModule(),
  payment: ({ config, clock, random, storeOf }) =>
    paymentModule({ provider: sandboxProvider({ ...config.sandbox, clock, random, store: storeOf('payment') }) }),
  wallet: () => walletModule(),
  cart: () => cartModule(),
  customer: () => customerModule({ openRegistration: true }),
  sale: () => saleModule(),
};

/** The door of each module, wherever it runs. */
export const CONTRACTS: Readonly<Record<ModuleName, Contract>> = {
  catalog,
  pricing,
  promotion,
  inventory,
  order: ordering,
  payment,
  wallet,
  cart,
  customer,
  sale,
};
