import type { Allocation } from './shelf.ts';

// A hold is an order's claim on stock. held -> confirmed -> released, or held -> released; released is the end.

export type HoldStatus = 'held' | 'confirmed' | 'released';
export type ReleaseReason = 'released' | 'expired' | 'returned';

export interface Hold {
  readonly holdId: string;
  readonly status: HoldStatus;
  /** Milliseconds since the Unix epoch; a confirmed hold no longer expires. */
  readonly expiresAt: number;
  /**
   * A confirmation came after the expiry and was refused. Written down, so that a copy of the confirmation that reaches
   * a host with a slower clock is refused too.
   */
  readonly lapsed: boolean;
  /** Kept when the hold is released: the history of what it held. */
  readonly allocations: readonly Allocation[];
  /** The set-aside that the units were drawn from; empty where they came off the shelf. */
  readonly drawnFrom: string;
}

export function placed(holdId: string, expiresAt: number, allocations: readonly Allocation[], drawnFrom = ''): Hold {
  return { holdId, status: 'held', expiresAt, lapsed: false, allocations, drawnFrom };
}

/** Stands for a hold that was given back before it was asked for, and refuses the asking. */
export function tombstone(holdId: string, nowMs: number): Hold {
  return { holdId, status: 'released', expiresAt: nowMs, lapsed: false, allocations: [], drawnFrom: '' };
}

/** The hold is still held, but its time is over. */
export function isOverdue({ status, expiresAt, lapsed }: Hold, nowMs: number): boolean {
  return status === 'held' && (lapsed || expiresAt <= nowMs);
}
