/** Random numbers that one seed decides. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** Uniform among 0 to `below` - 1. */
  integer(below: number): number;
}

/** Mulberry32 (T. Ettinger, 2017): 32 bits of state, more than a drill needs. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { fraction, integer: (below) => Math.floor(fraction() * below) };
}
