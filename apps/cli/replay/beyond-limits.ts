import type { ReplayableInvoice } from '../../online-retail/build-invoices.ts';
import { problemOf } from '../http/read-answer.ts';
import type { Answer } from '../http/shop-client.ts';

/** A line for which there is no order, and why. */
export interface RefusedLine {
  readonly line: number;
  readonly reason: string;
}

/** What the shop says of a request that it takes from nobody: too many lines, too large a number, too long a name. */
const LIMITS: ReadonlySet<string> = new Set(['invalid_request', 'payload_too_large', 'amount_too_large']);
const OF_A_LINE = /^\/items\/(?<index>\d+)\/(?<field>.+)$/;

/**
 * The lines for which the API takes no such order from anybody; of what concerns the invoice as a whole, its first one.
 * Undefined where the shop refused the order for another reason: that is a difference.
 */
export function beyondLimits(answer: Answer, { lines }: ReplayableInvoice): readonly RefusedLine[] | undefined {
  const { code, detail, errors } = problemOf(answer);
  if (code === undefined || !LIMITS.has(code)) return undefined;
  const first = lines[0]?.line ?? 0;
  const reasons = new Map<number, string[]>();
  for (const { path, message } of errors.length > 0 ? errors : [{ path: '', message: detail }]) {
    const { index, field = path.replace(/^\//, '') } = OF_A_LINE.exec(path)?.groups ?? {};
    const line = lines[Number(index)]?.line ?? first;
    reasons.set(line, [...(reasons.get(line) ?? []), `${field} ${message}`.trim()]);
  }
  return [...reasons].map(([line, all]) => ({ line, reason: `the shop takes no such order: ${all.join('; ')}` }));
}
