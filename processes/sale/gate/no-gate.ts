import { type Gate, GateUnavailable } from './gate.ts';

/**
 * For several hosts that share no memory: each would open a gate of its own and end the other's epoch by it. The ledger
 * decides alone, as it does while a gate is away.
 */
export class NoGate implements Gate {
  open(): Promise<boolean> {
    return Promise.resolve(false);
  }

  take(): Promise<never> {
    return Promise.reject(new GateUnavailable('there is no gate: the ledger decides alone'));
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  giveBack(): Promise<number> {
    return Promise.resolve(0);
  }

  unsettled(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  remaining(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
