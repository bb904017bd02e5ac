import type { OwnShop } from '../shop/own-shop.ts';

/** Kills a shop without a warning whenever a planned share of the orders has been answered, and starts it again. */
export class Killer {
  /** When each kill happened, in milliseconds since the killer was made. */
  readonly killedAtMs: number[] = [];
  readonly #shop: Pick<OwnShop, 'kill' | 'start'>;
  readonly #killsAt: number[];
  readonly #nowMs: () => number;
  #work: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(shop: Pick<OwnShop, 'kill' | 'start'>, killsAt: readonly number[], nowMs: () => number) {
    const startMs = nowMs();
    this.#shop = shop;
    this.#killsAt = [...killsAt];
    this.#nowMs = () => nowMs() - startMs;
  }

  /** Tells what share of the orders has been answered. */
  answered(share: number): void {
    const next = this.#killsAt[0];
    if (next === undefined || share < next || this.#work !== undefined) return;
    this.#killsAt.shift();
    this.#work = this.#killOnce()
      // Nobody waits yet: `done` tells of it.
      .catch((error: Error) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Resolves when the shop runs again. @throws when it did not start again. */
  async done(): Promise<void> {
    await this.#work;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #killOnce(): Promise<void> {
    this.killedAtMs.push(this.#nowMs());
    await this.#shop.kill();
    await this.#shop.start();
  }
}
