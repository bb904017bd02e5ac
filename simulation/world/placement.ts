import type { SimulatedHost } from '../host/simulated-host.ts';
import type { Generator } from './generator.ts';

export interface Route {
  readonly target: SimulatedHost;
  /** By the network, though it may lead to the same machine. */
  readonly isRemote: boolean;
}

/** Where a call goes: in some seeds it stays in its process, as in the monolith, in others it may go anywhere. */
export class Placement {
  readonly #generator: Generator;
  readonly #hosts: () => readonly SimulatedHost[];
  readonly #remoteShare: number;

  constructor(generator: Generator, hosts: () => readonly SimulatedHost[]) {
    this.#generator = generator;
    this.#hosts = hosts;
    this.#remoteShare = generator.chance(0.25) ? 0 : generator.fraction();
  }

  readonly #backlogs = new Map<string, number>();

  /** Until then nothing that is sent to the service by the network arrives; what is not lost arrives afterwards. */
  hold(service: string, untilMs: number): void {
    this.#backlogs.set(service, untilMs);
  }

  heldUntilMs(service: string): number {
    return this.#backlogs.get(service) ?? 0;
  }

  routeFor(caller: SimulatedHost): Route {
    if (!this.#generator.chance(this.#remoteShare)) return { target: caller, isRemote: false };
    const alive = this.#hosts().filter((host) => host.isAlive);
    return { target: this.#generator.pick(alive.length === 0 ? [caller] : alive), isRemote: true };
  }
}
