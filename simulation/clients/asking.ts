import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { Edge } from '../host/edge.ts';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { World } from '../world/world.ts';

// How a client asks: one host after another, until an answer settles it.

export class Asking {
  readonly #world: World;
  /** Questions of which nobody knows yet what became, and plans. */
  #open = 0;
  #hasBegun = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** It has begun, and nothing is waited for. */
  get isDone(): boolean {
    return this.#hasBegun && this.#open === 0;
  }

  /** Asks for the first time; who double-clicks asks twice at once. */
  begin(ask: () => void, doubleClicks: boolean): void {
    this.#hasBegun = true;
    ask();
    if (doubleClicks) ask();
  }

  later(delayMs: number, what: string, then: () => void): void {
    this.#open += 1;
    this.#world.scheduler.after(delayMs, undefined, what, () => {
      this.#open -= 1;
      then();
    });
  }

  /** Asks host after host until an answer settles it. */
  untilAnswered(
    what: string,
    ask: (edge: Edge) => Promise<Answer>,
    settles: (answer: Answer) => boolean,
    then: (answer: Answer) => void,
  ): void {
    const { scheduler, generator, faults } = this.#world;
    let isSettled = false;
    this.#open += 1;
    const attempt = (): void => {
      if (isSettled) return;
      const patience = scheduler.after(generator.between(2_000, 15_000), undefined, `${what}: no answer`, attempt);
      const again = (): void => {
        patience();
        scheduler.after(generator.between(50, 2_000), undefined, `${what}: again`, attempt);
      };
      const host = this.#anyHost();
      if (host === undefined) {
        again();
        return;
      }
      scheduler.send(generator.between(0, 5), host, `${what} arrives`, () => {
        const { edge } = host;
        if (edge === undefined || faults.occurs('request lost')) return;
        host.busy += 1;
        void ask(edge).then((answer) => {
          host.busy -= 1;
          if (faults.occurs('reply lost')) return;
          scheduler.send(generator.between(0, 5), undefined, `${what}: ${answer.status} from ${host.name}`, () => {
            const wasSettled = isSettled;
            // A late copy of an answer is held against the first.
            isSettled = settles(answer) || wasSettled;
            if (wasSettled) return;
            if (!isSettled) return again();
            patience();
            this.#open -= 1;
            then(answer);
          });
        });
      });
    };
    attempt();
  }

  #anyHost(): SimulatedHost | undefined {
    const open = this.#world.openHosts;
    return open.length === 0 ? undefined : this.#world.generator.pick(open);
  }
}
