// What a sale had at each moment, from the outside: what clients were told of it is held against this.

export interface SaleMoment {
  readonly atMs: number;
  /** Units that the ledger has left. */
  readonly remaining: number;
  /** Units that the gate has let somebody through for whom the ledger has not answered yet. */
  readonly underWay: number;
  /** As the ledger has it. */
  readonly state: string;
}

export class SaleMoments {
  readonly #moments: SaleMoment[] = [];

  add(moment: SaleMoment): void {
    const last = this.#moments.at(-1);
    const { remaining, underWay, state } = moment;
    if (last?.remaining === remaining && last.underWay === underWay && last.state === state) return;
    this.#moments.push(moment);
  }

  /** Whether it was ever so from one time to the other. */
  was(fromMs: number, toMs: number, so: (moment: SaleMoment) => boolean): boolean {
    return this.#moments.some((moment, index) => {
      const untilMs = this.#moments[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      return moment.atMs <= toMs && untilMs >= fromMs && so(moment);
    });
  }
}
