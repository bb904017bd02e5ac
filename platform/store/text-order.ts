/** First of the code units that UTF-16 sorts differently from Unicode: surrogates come before U+E000 there. */
const SURROGATES = 0xd800;
const PAST_SURROGATES = 0xe000;

/** The order of code points, which is that of the embedded server (C.UTF-8): negative where `left` comes first. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [one, other] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (one !== other) return rank(one) - rank(other);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  if (unit < SURROGATES) return unit;
  return unit < PAST_SURROGATES ? unit + 0x10000 : unit;
}
