import type { Random } from '../random.ts';

// When a crowd comes to a drop, in milliseconds from its start: a few come too early, most within the first moments, and
// the rest ever more slowly.

export interface ArrivalCurve {
  /** How long before the start the first of them come. */
  readonly earlyMs: number;
  /** When the last of them come. */
  readonly spanMs: number;
}

const EARLY = 0.1;
const SPIKE = 0.6;
/** Most of the spike is over after this share of the span. */
const SPIKE_MEAN = 1 / 12;

/** Ascending. Below 0 is before the start. */
export function arrivalsOf(crowd: number, { earlyMs, spanMs }: ArrivalCurve, random: Random): readonly number[] {
  const arrival = (): number => {
    const when = random.fraction();
    const where = random.fraction();
    if (when < EARLY) return -earlyMs * (1 - where);
    // Exponential, as far as the span goes.
    if (when < EARLY + SPIKE) return Math.min(spanMs, -Math.log(1 - where) * SPIKE_MEAN * spanMs);
    // Falls in a straight line to nobody at the end.
    return spanMs * (1 - Math.sqrt(1 - where));
  };
  return Array.from({ length: crowd }, arrival).sort((one, other) => one - other);
}
