import type { AuditDocument } from '../../../http/documents.ts';
import type { Account, Check } from '../account.ts';
import { everybodyIsAnswered } from './answered.ts';
import { limitIsTrue, notBeforeTheStart, rateLimitHolds, rateLimitIsFair, soldOutIsTrue } from './refusals.ts';
import { nothingIsLost, oneKeyOneOrder, ordersEndForAReason } from './told.ts';
import { everythingIsSold, limitHolds, neverTooMany, stockAgrees } from './units.ts';
import { drawIsAsCommitted, oneOrderATicket } from './waiting-room.ts';

// The books of a sale: every invariant that can be checked from outside, by what people were told.

const CHECKS: readonly Check[] = [
  neverTooMany,
  everythingIsSold,
  limitHolds,
  nothingIsLost,
  oneKeyOneOrder,
  everybodyIsAnswered,
  ordersEndForAReason,
  stockAgrees,
  soldOutIsTrue,
  limitIsTrue,
  rateLimitHolds,
  rateLimitIsFair,
  notBeforeTheStart,
];
const AT_A_ROOM: readonly Check[] = [oneOrderATicket, drawIsAsCommitted];

export type Invariant = AuditDocument['invariants'][number];

export interface SaleBooks {
  /** As the audit tells of its own. */
  readonly invariants: readonly Invariant[];
  /** One sentence each, with the name of the invariant before it. */
  readonly violations: readonly string[];
}

export function keepSaleBooks(account: Account): SaleBooks {
  const checks = account.plan.waitingRoom === undefined ? CHECKS : [...CHECKS, ...AT_A_ROOM];
  const judged = checks.map(({ name, detail, violations }) => ({
    name,
    looked: detail(account),
    found: violations(account),
  }));
  return {
    invariants: judged.map(({ name, looked, found }) => ({
      name,
      ok: found.length === 0,
      violations: found.length,
      detail: `${looked}; ${found[0] ?? 'nothing is wrong'}.`,
    })),
    violations: judged.flatMap(({ name, found }) => found.map((what) => `${name}: ${what}`)),
  };
}
