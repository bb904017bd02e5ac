/** Something that can be ended without a warning, and started again on what it left. */
export interface Killable {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** When something was away, in milliseconds since the killer's beginning. */
export interface Outage {
  readonly what: string;
  readonly killedAtMs: number;
  readonly backAtMs: number;
}

/** Kills without a warning whenever a planned share of the work has been done, and starts again what it killed. */
export class Killer {
  readonly outages: Outage[] = [];
  readonly #victim: Killable;
  readonly #killsAt: number[];
  readonly #nowMs: () => number;
  readonly #what: string;
  #work: Promise<void> | undefined;
  #failure: Error | undefined;

  /** `nowMs` counts from the beginning of what is drilled. */
  constructor(victim: Killable, killsAt: readonly number[], nowMs: () => number, what = 'host') {
    this.#victim = victim;
    this.#killsAt = [...killsAt];
    this.#nowMs = nowMs;
    this.#what = what;
  }

  /** True while something is away, or has yet to be killed. */
  get isBusy(): boolean {
    return this.#failure === undefined && (this.#work !== undefined || this.#killsAt.length > 0);
  }

  /** Tells what share of the work has been done. */
  answered(share: number): void {
    const next = this.#killsAt[0];
    if (next === undefined || share < next || this.#work !== undefined || this.#failure !== undefined) return;
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

  /** Kills what is still planned, and resolves when everything runs again. @throws when something did not start again. */
  async done(): Promise<void> {
    for (;;) {
      await this.#work;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#killsAt.length === 0) return;
      this.answered(1);
    }
  }

  async #killOnce(): Promise<void> {
    const killedAtMs = this.#nowMs();
    await this.#victim.kill();
    await this.#victim.start();
    this.outages.push({ what: this.#what, killedAtMs, backAtMs: this.#nowMs() });
  }
}
