import { drawnPosition } from '../../../platform/kernel/fair-draw.ts';
import type { WaitingRoomTerms } from './sale.ts';

// A sale's waiting room. Everybody has a number in order of arrival; those who came before the start are put in order by
// the draw when the sale opens, and all others stand behind them. Places are let in from the front, as fast as the system
// completes orders, and never far more of them than there are units. Whoever is let in has a turn, which ends.

/** Positions from `from` up to and without `upTo`, let in together. */
export interface Admitted {
  readonly from: number;
  readonly upTo: number;
  /** When the last of them was let in. */
  readonly atMs: number;
  /** Those who have ordered. */
  readonly used: number;
}

export interface Room {
  readonly saleId: string;
  readonly draw: string;
  /** Empty in order of arrival. */
  readonly drawSeed: string;
  /** True once the draw was made: it is among the first `early`, whoever comes later. */
  readonly drawn: boolean;
  readonly arrived: number;
  readonly early: number;
  readonly admitted: number;
  /** When somebody was last let in; 0 before. */
  readonly admittedAt: number;
  /** Those whose turn may still go on, oldest first. */
  readonly admissions: readonly Admitted[];
}

export type Turn = 'waiting' | 'admitted' | 'lost';

export interface Capacity {
  readonly remaining: number;
  /** Orders that the system completes. */
  readonly perSecond: number;
  readonly turnMs: number;
}

/** A pause between two admissions counts for this long at the most: nobody comes in a burst after it. */
const LONGEST_MS = 2_000;
/** The first admission counts for as long. */
const FIRST_MS = 1_000;
/** Turns are told apart by this share of their length, so that the list of them stays short. */
const STEPS_IN_A_TURN = 60;
/** One in five turns may be given up: as many more people are let in than there are units. */
const GIVEN_UP = 0.2;
/** As many have a place, at most. */
export const MOST_PLACES = 1_000_000;

export function roomOf(saleId: string, { draw }: WaitingRoomTerms, seed: string): Room {
  const drawSeed = draw === 'fair' ? seed : '';
  const empty = { drawn: false, arrived: 0, early: 0, admitted: 0, admittedAt: 0, admissions: [] };
  return { saleId, draw, drawSeed, ...empty };
}

/** One more. Early is who comes before the start and before everybody who did not: hosts' clocks differ a little. */
export function withArrival(room: Room, isBeforeStart: boolean): Room {
  const isEarly = isBeforeStart && !room.drawn && room.early === room.arrived;
  return { ...room, arrived: room.arrived + 1, early: room.early + (isEarly ? 1 : 0) };
}

/** From 0. Means nothing before the draw. */
export function positionIn({ drawSeed, early }: Room, sequence: number): number {
  return drawnPosition(sequence, early, drawSeed);
}

export function turnAt(room: Room, position: number, turnMs: number, nowMs: number): Turn {
  if (!room.drawn || position >= room.admitted) return 'waiting';
  const admission = room.admissions.find(({ from, upTo }) => from <= position && position < upTo);
  return admission !== undefined && nowMs < admission.atMs + turnMs ? 'admitted' : 'lost';
}

/** Whoever is at this position has ordered: their turn no longer stands for somebody who may. */
export function withTurnUsed(room: Room, position: number): Room {
  const admissions = room.admissions.map((admission) =>
    admission.from <= position && position < admission.upTo ? { ...admission, used: admission.used + 1 } : admission,
  );
  return { ...room, admissions };
}

/** Turns that are over stay so, whatever becomes of the sale. */
export function withTurnsEnded(room: Room, turnMs: number, nowMs: number): Room {
  return { ...room, admissions: room.admissions.filter(({ atMs }) => nowMs < atMs + turnMs) };
}

/** While a sale is held nobody's turn runs out: each begins anew. */
export function withTurnsKept(room: Room, nowMs: number): Room {
  if (room.admissions.length === 0) return room;
  return { ...room, admissions: room.admissions.map((admission) => ({ ...admission, atMs: nowMs })) };
}

/** Makes the draw, ends turns that are over, and lets in who may come. The room itself where nothing changes. */
export function withAdmission(room: Room, { remaining, perSecond, turnMs }: Capacity, nowMs: number): Room {
  const going = withTurnsEnded(room, turnMs, nowMs).admissions;
  const elapsedMs = room.drawn ? Math.min(nowMs - room.admittedAt, LONGEST_MS) : FIRST_MS;
  const byRate = Math.floor((perSecond * elapsedMs) / 1_000);
  const turns = going.reduce((sum, { from, upTo, used }) => sum + upTo - from - used, 0);
  const byUnits = remaining + Math.ceil(remaining * GIVEN_UP) - turns;
  const more = Math.max(0, Math.min(byRate, byUnits, room.arrived - room.admitted));
  if (more === 0) {
    const isNews = !room.drawn || going.length < room.admissions.length;
    return isNews ? { ...room, drawn: true, admissions: going } : room;
  }
  const admitted = room.admitted + more;
  const step = { from: room.admitted, upTo: admitted, atMs: nowMs, used: 0 };
  return { ...room, drawn: true, admitted, admittedAt: nowMs, admissions: joined(going, step, turnMs) };
}

/** Those let in within one step of a turn share the latest time of them, which is to nobody's disadvantage. */
function joined(going: readonly Admitted[], next: Admitted, turnMs: number): readonly Admitted[] {
  const stepOf = ({ atMs }: Admitted): number => Math.floor((atMs * STEPS_IN_A_TURN) / turnMs);
  const last = going.at(-1);
  if (last === undefined || stepOf(last) !== stepOf(next)) return [...going, next];
  return [...going.slice(0, -1), { ...next, from: last.from, used: last.used }];
}
