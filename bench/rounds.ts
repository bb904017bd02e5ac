import type { Rates } from './ratios.ts';

/** Somebody who is measured beside others, and has to be closed. */
export interface Measured {
  readonly name: string;
  close(): Promise<void>;
}

/** Contenders as they are opened: those that are open are closed, also when the next of them cannot be. */
export async function withContenders<C extends Measured>(
  opening: readonly (() => C | Promise<C>)[],
  use: (contenders: readonly C[]) => Promise<void>,
): Promise<void> {
  const contenders: C[] = [];
  try {
    for (const open of opening) contenders.push(await open());
    await use(contenders);
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** Measures everybody in turn, so that a machine whose speed drifts drifts for all. The first round warms up and is not counted. */
export async function measureRounds<C extends Measured>(
  contenders: readonly C[],
  rounds: number,
  measure: (contender: C) => Promise<number>,
): Promise<Rates> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const rate = await measure(contender);
      if (round > 0) rates.get(contender.name)?.push(rate);
    }
  }
  return rates;
}
