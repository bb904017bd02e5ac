import type { Generator } from './generator.ts';

// What goes wrong, and how often. Every seed draws a profile of its own: some faults often, some seldom, some not at all,
// because a world in which everything fails shows less than one in which a few things do.

/** The most often that a fault occurs, as a share of the occasions that it has. */
const MOST = {
  'request lost': 0.08,
  'reply lost': 0.08,
  'request repeated': 0.08,
  'request delayed': 0.06,
  backlog: 0.002,
  'broker slow': 0.2,
  'store slow': 0.03,
  'store conflict': 0.05,
  'store away': 0.02,
  'commit lost': 0.03,
  'commit of unknown outcome': 0.03,
  crash: 0.002,
  'crash before commit': 0.01,
  'crash after commit': 0.03,
  freeze: 0.002,
  'clock jump': 0.002,
  suspension: 0.002,
  'provider silent': 0.7,
  'provider reply lost': 0.5,
  'provider slow': 0.1,
  'message repeated': 0.2,
  'publication of unknown outcome': 0.1,
  'consumer fails': 0.15,
  'gate slow': 0.25,
  'gate reply lost': 0.25,
  'gate cut off': 0.004,
  'gate forgets': 0.01,
  'gate restored': 0.01,
} as const;

export type Fault = keyof typeof MOST;
export const FAULTS = Object.keys(MOST) as Fault[];

/** Share of the faults that a seed leaves out. */
const LEFT_OUT = 0.35;

export class Faults {
  readonly #generator: Generator;
  readonly #rates = new Map<Fault, number>();
  #phase: 'calm before' | 'storm' | 'calm after' = 'calm before';

  constructor(generator: Generator) {
    this.#generator = generator;
    for (const fault of FAULTS) {
      const rate = generator.chance(LEFT_OUT) ? 0 : MOST[fault] * generator.fraction();
      this.#rates.set(fault, rate);
    }
  }

  /** Whether the fault occurs on this occasion. */
  occurs(fault: Fault): boolean {
    return this.#phase === 'storm' && this.#generator.chance(this.rateOf(fault));
  }

  rateOf(fault: Fault): number {
    return this.#phase === 'storm' ? (this.#rates.get(fault) ?? 0) : 0;
  }

  begin(): void {
    this.#phase = 'storm';
  }

  /** From here on nothing fails. */
  heal(): void {
    this.#phase = 'calm after';
  }

  get areHealed(): boolean {
    return this.#phase === 'calm after';
  }
}
