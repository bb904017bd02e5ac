import type { Clock } from '../../platform/kernel/clock.ts';
import type { Gate } from '../../processes/sale/gate/gate.ts';
import { LocalGate } from '../../processes/sale/gate/local-gate.ts';
import { NoGate } from '../../processes/sale/gate/no-gate.ts';
import type { Owner } from '../world/scheduler.ts';
import type { GateServer } from './gate-server.ts';
import type { SalePlan } from './sale-plan.ts';
import { SaleWitness } from './sale-witness.ts';

/** The flash sale of a seed, as the world knows it. */
export class SimulatedSale {
  readonly plan: SalePlan;
  readonly server: GateServer;
  readonly witness = new SaleWitness();
  #memory: { readonly host: Owner; readonly gate: Gate } | undefined;

  constructor(plan: SalePlan, server: GateServer) {
    this.plan = plan;
    this.server = server;
  }

  /** The gate that this host asks. One in memory goes with it. */
  gateFor(host: Owner, clock: Pick<Clock, 'nowMs'>): Gate {
    switch (this.plan.gateKind) {
      case 'server':
        return this.server.connect(host);
      case 'memory':
        this.#memory = { host, gate: new LocalGate(clock) };
        return this.#memory.gate;
      case 'none':
        return new NoGate();
    }
  }

  /** Whether the gate may be another than when this was asked last. */
  gateHasChanged(): boolean {
    if (this.plan.gateKind !== 'server') return this.plan.gateKind === 'memory';
    const { isTouched } = this.server;
    this.server.isTouched = false;
    return isTouched;
  }

  /** What the gate knows; undefined where there is none, or none any more. */
  get gate(): Gate | undefined {
    if (this.plan.gateKind === 'server') return this.server.state;
    return this.#memory?.host.isAlive === true ? this.#memory.gate : undefined;
  }
}
