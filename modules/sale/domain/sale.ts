// A sale's life. scheduled -> open -> closing -> closed by the clock; an operator may open it early, pause it, let it drain
// (nothing new is sold, what is under way goes on) and close it. While it is closing its last orders draw their stock; when
// they have, it is finished: closed is the end.

export type SaleState = 'scheduled' | 'open' | 'paused' | 'draining' | 'closing' | 'closed';
export type SaleAction = 'open' | 'pause' | 'drain' | 'close' | 'finish';

export interface WaitingRoomTerms {
  /** How those who came before the start are put in order: "arrival" or "fair". */
  readonly draw: string;
  /** How long somebody who was let in may take to order. */
  readonly turnMs: number;
}

export interface SaleTerms {
  /** Left out: everybody may order at once. */
  readonly waitingRoom?: WaitingRoomTerms | undefined;
  readonly productId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly perCustomerLimit: number;
  readonly rateRequests: number;
  readonly rateWindowMs: number;
}

export interface Sale {
  readonly saleId: string;
  readonly terms: SaleTerms;
  readonly state: SaleState;
  /** What gates decided under an older one counts no more. */
  readonly epoch: number;
  /** Units that orders have. */
  readonly claimed: number;
  /** How often it was steered: who steers it says which time that is, so that what comes late changes nothing. */
  readonly steerings: number;
  /** Ids of the last actions, oldest first: a copy of one is answered and changes nothing. */
  readonly steeredBy: readonly string[];
}

export interface InvalidTerms {
  readonly field: string;
  readonly problem: string;
}

const FROM: Readonly<Record<SaleAction, readonly SaleState[]>> = {
  open: ['scheduled', 'open', 'paused', 'draining'],
  pause: ['scheduled', 'open', 'paused', 'draining'],
  drain: ['open', 'paused', 'draining'],
  close: ['scheduled', 'open', 'paused', 'draining', 'closing', 'closed'],
  finish: ['closing', 'closed'],
};

/** An older copy is refused for its number: it is only answered less kindly. */
const ACTIONS_REMEMBERED = 20;

const TO: Readonly<Record<SaleAction, SaleState>> = {
  open: 'open',
  pause: 'paused',
  drain: 'draining',
  close: 'closing',
  finish: 'closed',
};

export function scheduled(saleId: string, terms: SaleTerms): Sale {
  return { saleId, terms, state: 'scheduled', epoch: 1, claimed: 0, steerings: 0, steeredBy: [] };
}

/** What is wrong with the terms, if anything is. */
export function faultOf(terms: SaleTerms): InvalidTerms | undefined {
  const positive = ['quantity', 'priceMinor', 'perCustomerLimit', 'rateRequests', 'rateWindowMs'] as const;
  for (const field of positive) if (!(terms[field] >= 1)) return { field, problem: 'has to be 1 or more' };
  for (const field of ['productId', 'sku', 'currency'] as const) {
    if (terms[field] === '') return { field, problem: 'has to be named' };
  }
  if (!Number.isSafeInteger(terms.priceMinor * Math.min(terms.quantity, terms.perCustomerLimit))) {
    return { field: 'priceMinor', problem: 'makes the largest order worth more than can be counted exactly' };
  }
  if (terms.endsAtMs <= terms.startsAtMs) return { field: 'endsAtMs', problem: 'has to be after the start' };
  return terms.waitingRoom && faultOfRoom(terms.waitingRoom);
}

function faultOfRoom({ draw, turnMs }: WaitingRoomTerms): InvalidTerms | undefined {
  if (draw !== 'arrival' && draw !== 'fair') return { field: 'draw', problem: 'has to be "arrival" or "fair"' };
  return turnMs >= 1_000 ? undefined : { field: 'turnMs', problem: 'has to be a second or more' };
}

export function isAction(action: string): action is SaleAction {
  return action in TO;
}

/**
 * The state after the action; undefined where the sale's state does not allow it. What counts is the state at this instant:
 * only who ends a sale, or has ended it, asks for what is written down.
 */
export function after(sale: Sale, action: SaleAction, nowMs: number): SaleState | undefined {
  const isEnd = action === 'close' || action === 'finish';
  if (!FROM[action].includes(isEnd ? sale.state : stateAt(sale, nowMs))) return undefined;
  return sale.state === 'closed' ? sale.state : TO[action];
}

/** The sale once it was steered to a state, by the action of this id; empty for one without. */
export function steered(sale: Sale, state: SaleState, steeringId: string): Sale {
  const steeredBy = steeringId === '' ? sale.steeredBy : [...sale.steeredBy, steeringId].slice(-ACTIONS_REMEMBERED);
  return { ...sale, state, steerings: sale.steerings + 1, steeredBy };
}

/** The state that counts at this instant: the clock opens and closes a sale whether or not anybody has written it down. */
export function stateAt({ state, terms }: Sale, nowMs: number): SaleState {
  if (state === 'closed' || state === 'closing' || nowMs >= terms.endsAtMs) return 'closed';
  return state === 'scheduled' && nowMs >= terms.startsAtMs ? 'open' : state;
}

/** Nobody may order, and the sale may go on. */
export function isHeld(state: SaleState): boolean {
  return state === 'paused' || state === 'draining';
}

/** The sale with so many units in orders' hands: each claim of a batch makes one of the last one's, so field by field. */
export function withClaimed(sale: Sale, claimed: number): Sale {
  const { saleId, terms, state, epoch, steerings, steeredBy } = sale;
  return { saleId, terms, state, epoch, claimed, steerings, steeredBy };
}

/** Units that nobody has. */
export function remaining({ terms, claimed }: Sale): number {
  return terms.quantity - claimed;
}
