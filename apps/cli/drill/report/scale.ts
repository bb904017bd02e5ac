// From values to places in a chart, and the round numbers beside it.

export interface Scale {
  /** 0 is the lower end, 1 the upper end. */
  share(value: number): number;
  readonly ticks: readonly number[];
}

const TICKS = 4;

/** From `low` to `high`, or for counts from 0 to the round number at or above it. */
export function linearScale(low: number, high: number, { isRounded }: { readonly isRounded: boolean }): Scale {
  const step = Math.max(isRounded ? 1 : 0, roundStep((high - low) / TICKS));
  const top = isRounded ? Math.ceil(high / step) * step : high;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= top + step / 1e6; tick += step) ticks.push(clean(tick));
  return { share: (value) => (value - low) / (top - low || 1), ticks };
}

/** Powers of ten from 1 to the one at or above `high`. Values below 1 are at the lower end. */
export function logScale(high: number): Scale {
  const powers = Math.max(1, Math.ceil(Math.log10(Math.max(high, 1))));
  return {
    share: (value) => Math.log10(Math.max(1, value)) / powers,
    ticks: Array.from({ length: powers + 1 }, (_, power) => 10 ** power),
  };
}

/** 1, 2 or 5 times a power of ten, at or above the step. */
function roundStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const times = step / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/** Without what adding up fractions leaves behind. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
