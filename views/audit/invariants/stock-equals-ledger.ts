import type { AuditedShelf } from '../facts.ts';

/** Each shelf is one snapshot, so what is wrong here is wrong: there is nothing to read again. */
export function wrongShelf({ onHand, reserved, ledgerOnHand, held }: AuditedShelf): string | undefined {
  if (onHand !== ledgerOnHand) return `has ${onHand} on hand but its ledger adds up to ${ledgerOnHand}`;
  if (reserved !== held) return `has ${reserved} reserved but its active holds add up to ${held}`;
  if (reserved < 0 || reserved > onHand) return `has ${reserved} of ${onHand} reserved`;
  return undefined;
}
