// The one source of everything random. The same seed gives the same numbers on every machine: integer arithmetic only.
// sfc32 by Chris Doty-Humphrey, from PractRand 0.95 (http://pracrand.sourceforge.net); it passes PractRand and BigCrush.

/** Rounds that mix the seed into the state, as the reference implementation does. */
const MIXING_ROUNDS = 15;

export class Generator {
  #a = 0;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#b = seed | 0;
    this.#c = Math.floor(seed / 2 ** 32) | 0;
    for (let round = 0; round < MIXING_ROUNDS; round++) this.bits();
  }

  /** 32 evenly distributed bits, as an unsigned integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** Evenly distributed over [0, 1). */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the items, of which there is at least one. */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.fraction() * items.length)] as Item;
  }
}
