import { instant, integer, nullable, type RowOf, table, text, uuid } from '../store/table.ts';
import type { Answer, Claim } from './idempotency.ts';

// What becomes of one key: pure decisions over its row, so that claims and answers can be taken many at a time.

export const operations = table('operations', {
  /** Digest of principal and key. */
  key: { id: uuid },
  columns: {
    fingerprint: text,
    operationId: uuid,
    /** 'running', 'answered' or 'free'. */
    state: text,
    /** The answer as JSON text, because jsonb keeps neither the order of headers nor every character of a body. */
    answer: nullable(text),
    /** The process that claimed it last. */
    owner: text,
    claimedUntil: instant,
    createdAt: instant,
    /** Which claim this is, from 1: what an earlier one did late is not what its key stands for. */
    attempt: integer,
  },
  passing: true,
});

export type Operation = RowOf<typeof operations>;

export interface Claimant {
  readonly id: string;
  readonly fingerprint: string;
  /** The operation's id if this is its first claim. */
  readonly freshOperationId: string;
  /** What its first call is answered, where nothing has to be done for it. */
  readonly outright?: Answer | undefined;
}

export interface ClaimRules {
  readonly owner: string;
  readonly nowMs: number;
  readonly claimMs: number;
  readonly keepMs: number;
  ownerIsAlive(owner: string): boolean;
}

/** While another process works on a key its caller is asked to come back after this time. */
export const RETRY_AFTER_SECONDS = 1;

export interface ClaimDecision {
  readonly claim: Claim;
  /** The row to be written, if it changes. */
  readonly put?: Operation;
  /** When the key was first used, as far as it is remembered. */
  readonly createdAtMs: number;
}

/** Decides a claim. The caller has made sure that this process is not working on the key. */
export function decideClaim(existing: Operation | undefined, claimant: Claimant, rules: ClaimRules): ClaimDecision {
  const remembered = existing !== undefined && existing.createdAt + rules.keepMs > rules.nowMs ? existing : undefined;
  const createdAtMs = remembered?.createdAt ?? rules.nowMs;
  if (remembered !== undefined) {
    if (remembered.fingerprint !== claimant.fingerprint) return { claim: { state: 'mismatch' }, createdAtMs };
    if (remembered.answer !== null) {
      return { claim: { state: 'answered', answer: JSON.parse(remembered.answer) as Answer }, createdAtMs };
    }
    if (runsElsewhere(remembered, rules)) {
      return { claim: { state: 'running', retryAfterSeconds: RETRY_AFTER_SECONDS }, createdAtMs };
    }
  }
  const operationId = remembered?.operationId ?? claimant.freshOperationId;
  const attempt = (existing?.attempt ?? 0) + 1;
  const put: Operation = {
    id: claimant.id,
    fingerprint: claimant.fingerprint,
    operationId,
    state: 'running',
    answer: null,
    owner: rules.owner,
    claimedUntil: rules.nowMs + rules.claimMs,
    createdAt: createdAtMs,
    attempt,
  };
  const { outright } = claimant;
  if (remembered === undefined && outright !== undefined) {
    const answered: Operation = { ...put, state: 'answered', answer: JSON.stringify(outright) };
    return { claim: { state: 'answered', answer: outright, isFirst: true }, put: answered, createdAtMs };
  }
  const repeat = remembered === undefined ? {} : { isRepeat: true as const };
  return { claim: { state: 'claimed', operationId, attempt, ...repeat }, put, createdAtMs };
}

/**
 * The row after its operation was answered, or given back where there is no answer. Undefined when nothing changes:
 * the key is forgotten, belongs to another body or to a later claim by now, or has its answer already. Who claims it
 * later knows that it may have run before, and asks; who came first does not, so what it says late does not count.
 */
export function settle(
  existing: Operation | undefined,
  {
    fingerprint,
    attempt,
    answer,
  }: { readonly fingerprint: string; readonly attempt: number; readonly answer: Answer | undefined },
): Operation | undefined {
  if (existing === undefined || existing.fingerprint !== fingerprint || existing.state === 'answered') return undefined;
  if (existing.attempt !== attempt) return undefined;
  if (answer === undefined) return { ...existing, state: 'free' };
  return { ...existing, state: 'answered', answer: JSON.stringify(answer) };
}

function runsElsewhere(operation: Operation, { owner, nowMs, ownerIsAlive }: ClaimRules): boolean {
  if (operation.state !== 'running') return false;
  // Ours, yet not at work here: the claim was committed and its caller never heard of it.
  if (operation.owner === owner) return false;
  return operation.claimedUntil > nowMs && ownerIsAlive(operation.owner);
}
