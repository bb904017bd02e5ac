import type { InvariantResult } from './door.ts';

/** One object that breaks an invariant. */
export interface Finding {
  readonly id: string;
  /** Completes a sentence that begins with the id. */
  readonly what: string;
}

const NAMED_AT_MOST = 5;

/** The result of one invariant. `checked` is the beginning of a sentence that says what was looked at, with counts. */
export function resultOf(name: string, checked: string, findings: readonly Finding[]): InvariantResult {
  return { name, ok: findings.length === 0, violations: findings.length, detail: detailOf(checked, findings) };
}

function detailOf(checked: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${checked}; nothing is wrong.`;
  const named = findings.slice(0, NAMED_AT_MOST).map(({ id, what }) => `${id} ${what}`);
  const others = findings.length - named.length;
  const rest = others > 0 ? `; and ${others} more` : '';
  return `${checked}; ${findings.length} ${findings.length === 1 ? 'is' : 'are'} wrong: ${named.join('; ')}${rest}.`;
}

/** "1 order", "3 orders". */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}
