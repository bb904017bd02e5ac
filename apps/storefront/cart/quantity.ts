const MOST = 1_000_000;

/** The number that a person has typed; NaN where it is none. */
export function readQuantity(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** What is wrong with it, as a sentence. */
export function quantityFault(text: string, available: number | null): string | undefined {
  const quantity = readQuantity(text);
  if (Number.isNaN(quantity) || quantity < 1) return 'Enter a whole number, 1 or more.';
  if (quantity > MOST) return 'That is more than fits on one order.';
  if (available !== null && quantity > available) return `There are only ${available} at the moment.`;
  return undefined;
}
