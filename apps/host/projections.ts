import type { Logger } from 'pino';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { type LogReader, storedLog } from '../../platform/projections/event-log.ts';
import type { Projection } from '../../platform/projections/projection.ts';
import { Projections } from '../../platform/projections/projections.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { remoteLog } from '../../platform/rpc/remote-log.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { orderView } from '../../views/orders/order-view.ts';
import { stockView } from '../../views/stock/stock-view.ts';
import { walletView } from '../../views/wallets/wallet-view.ts';
import type { HostConfig } from './config.ts';
import type { Databases } from './databases.ts';
import type { HostMetrics } from './metrics.ts';
import type { ModuleName } from './room-names.ts';
import { CONTRACTS } from './rooms.ts';

// The views of a host that answers HTTP, and the event logs that they are fed from, wherever those are.

export const VIEW_SCHEMA = 'views';

/** Every view that is kept. Its migrations are in the room of its name. */
export const PROJECTIONS: readonly Projection[] = [orderView, stockView, walletView];

/** Modules keep what some view folds, and nothing else: whoever runs a module keeps it for the views of other hosts. */
export const VIEWED_TYPES: ReadonlySet<string> = new Set(PROJECTIONS.flatMap(({ foldings }) => [...foldings.keys()]));

/** Event logs by the package of their module's contract. */
export function logsOf(
  config: HostConfig,
  modules: ReadonlyMap<ModuleName, Module>,
  databases: Databases,
): ReadonlyMap<string, LogReader> {
  const logs = new Map<string, LogReader>();
  for (const [name, url] of config.remoteUrls)
    logs.set(CONTRACTS[name].service, remoteLog(url, CONTRACTS[name].service));
  for (const { name: schema, contract } of modules.values()) {
    logs.set(contract.service, storedLog(new PostgresStore(databases.storePoolOf(schema), schema)));
  }
  return logs;
}

export function createProjections(
  databases: Databases,
  logs: ReadonlyMap<string, LogReader>,
  log: Logger,
): Projections {
  return new Projections({
    store: new PostgresStore(databases.storePoolOf(VIEW_SCHEMA), VIEW_SCHEMA),
    projections: PROJECTIONS,
    logs,
    clock: databases.clock,
    onFailure: (projection, error) =>
      log.warn({ err: error, projection }, 'a view could not be fed; it is tried again'),
  });
}

export function startProjections(projections: Projections, metrics: HostMetrics, closers: Closers): void {
  metrics.watchProjections(projections);
  projections.start();
  closers.add('views', () => projections.stop());
}
