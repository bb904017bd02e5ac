import { formatMinor } from '../../../platform/kernel/money.ts';
import type { AuditedWallet } from '../facts.ts';

/** A wallet has what its events add up to, was never overdrawn, and holds its orders' credits against it. */
export function wrongWallet(wallet: AuditedWallet): string | undefined {
  const { balanceMinor, ledgerMinor, lowestMinor, creditsMinor, ledgerCreditsMinor, currency } = wallet;
  const amount = (minor: number): string => formatMinor(minor, currency);
  const { version, events, gapFree } = wallet;
  if (!gapFree || version !== events)
    return `is at version ${version} with ${events} events, which are not 1 to ${version}`;
  if (balanceMinor !== ledgerMinor)
    return `has ${amount(balanceMinor)} but its events add up to ${amount(ledgerMinor)}`;
  if (lowestMinor < 0) return `was overdrawn to ${amount(lowestMinor)}`;
  if (creditsMinor === ledgerCreditsMinor) return undefined;
  return `gave ${amount(creditsMinor)} to orders but its events say ${amount(ledgerCreditsMinor)}`;
}
