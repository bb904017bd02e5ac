import { assert, present } from '../../../platform/kernel/assert.ts';
import type { Failure } from '../../../platform/saga/definition.ts';
import type { SagaStatus } from '../../../platform/saga/saga-view.ts';
import { type Context, contextOf } from './contexts.ts';
import type { Announcement, AnswerName } from './events.ts';

// The join: where a checkout stands, and what an answer makes of it. Pure. An answer counts while it is waited for, in
// the phase to which it belongs; any other comes twice or too late and changes nothing. So answers may arrive in any
// order and any number. A failure counts at once; a success only together with all that belong to it.

export type Phase =
  /** Order, stock and prices are asked, all at once. */
  | 'validating'
  | 'authorising'
  /** The pivot: the hold is being confirmed. From here on silence fails nothing, for it may be a confirmation. */
  | 'confirming'
  | 'capturing'
  | 'settling'
  /** Every context but the order is giving back. */
  | 'failing'
  | 'withdrawing'
  | 'over';

export interface CheckoutState {
  readonly status: SagaStatus;
  readonly phase: Phase;
  /** Contexts whose answer is waited for. */
  readonly awaits: readonly Context[];
  /** Contexts other than the order that have something to give back. */
  readonly undoable: readonly Context[];
  readonly failure: Failure | null;
  /** Contexts that could not give back what they had done. */
  readonly leftBehind: readonly Context[];
  readonly reservedAtMs: number | null;
  readonly capturedAtMs: number | null;
  /** How often the current phase was announced again. */
  readonly nudges: number;
}

export interface Answer {
  readonly name: AnswerName;
  /** Step that was refused, and how; empty otherwise. */
  readonly step: string;
  readonly kind: string;
  readonly atMs: number;
}

export type Input = Answer | { readonly name: 'deadline' | 'operator_retry' | 'operator_compensate' };

export interface Decided {
  readonly state: CheckoutState;
  readonly announce: readonly Announcement[];
}

interface Expected {
  /** Of a refused compensation the step tells. */
  readonly context: Context | undefined;
  readonly phases: readonly Phase[];
  readonly means: 'done' | 'refused' | 'left behind';
}

const EXPECTED: Readonly<Record<AnswerName, Expected>> = {
  'order.placed': { context: 'order', phases: ['validating'], means: 'done' },
  'inventory.reserved': { context: 'inventory', phases: ['validating'], means: 'done' },
  'pricing.validated': { context: 'pricing', phases: ['validating'], means: 'done' },
  'payment.authorised': { context: 'payment', phases: ['authorising'], means: 'done' },
  'inventory.confirmed': { context: 'inventory', phases: ['confirming'], means: 'done' },
  'payment.captured': { context: 'payment', phases: ['capturing'], means: 'done' },
  'order.confirmed': { context: 'order', phases: ['settling'], means: 'done' },
  'order.failed': { context: 'order', phases: ['validating', 'settling'], means: 'refused' },
  'inventory.reservation.failed': { context: 'inventory', phases: ['validating', 'confirming'], means: 'refused' },
  'pricing.validation.failed': { context: 'pricing', phases: ['validating'], means: 'refused' },
  'payment.failed': { context: 'payment', phases: ['authorising', 'capturing'], means: 'refused' },
  'inventory.released': { context: 'inventory', phases: ['failing'], means: 'done' },
  'pricing.released': { context: 'pricing', phases: ['failing'], means: 'done' },
  'payment.voided': { context: 'payment', phases: ['failing'], means: 'done' },
  'order.withdrawn': { context: 'order', phases: ['withdrawing'], means: 'done' },
  'compensation.refused': { context: undefined, phases: ['failing', 'withdrawing'], means: 'left behind' },
};

/** What a phase begins with, and is begun again with. */
const ANNOUNCED: Readonly<Record<Exclude<Phase, 'over'>, Announcement>> = {
  validating: 'checkout.requested',
  authorising: 'checkout.validated',
  confirming: 'checkout.approved',
  // A confirmation that is repeated has the money captured again, which takes it once.
  capturing: 'checkout.approved',
  settling: 'checkout.settled',
  failing: 'checkout.failed',
  withdrawing: 'checkout.unwound',
};

const BEFORE_PIVOT: readonly Phase[] = ['validating', 'authorising'];
const FIRST_STEP: Readonly<Record<Context, string>> = {
  order: 'place order',
  inventory: 'reserve stock',
  pricing: 'check customer and prices',
  payment: 'authorise payment',
};

/** A checkout that has just been requested. */
export function requested(undoable: readonly Context[]): CheckoutState {
  return {
    status: 'in_progress',
    phase: 'validating',
    awaits: ['order', 'inventory', 'pricing'],
    undoable,
    failure: null,
    leftBehind: [],
    reservedAtMs: null,
    capturedAtMs: null,
    nudges: 0,
  };
}

/** Completed or compensated: nothing follows. */
export function isOver({ status }: CheckoutState): boolean {
  return status === 'completed' || status === 'compensated';
}

/** Nothing can have been asked that cannot be undone. */
export function canFail({ status, phase }: CheckoutState): boolean {
  return status === 'in_progress' && BEFORE_PIVOT.includes(phase);
}

/** The state after the input, and what the contexts are told. The same state when the input changes nothing. */
export function decide(state: CheckoutState, input: Input): Decided {
  switch (input.name) {
    case 'deadline':
      return isOver(state) ? unchanged(state) : overdue(state);
    case 'operator_retry':
      return isOver(state) ? unchanged(state) : tryAgain(state);
    case 'operator_compensate':
      return canFail(state) ? fail(state, { step: stepAwaited(state), kind: 'operator' }) : unchanged(state);
    default:
      return answered(state, input);
  }
}

function answered(state: CheckoutState, answer: Answer): Decided {
  const { context = contextOf(answer.step), phases, means } = EXPECTED[answer.name];
  if (!phases.includes(state.phase) || !state.awaits.includes(context)) return unchanged(state);
  if (means === 'refused') {
    const isUndoable = BEFORE_PIVOT.includes(state.phase) || state.phase === 'confirming';
    if (isUndoable) return fail(state, { step: answer.step, kind: answer.kind });
    // Past the pivot nothing is undone: a refusal there is for a person.
    return { state: { ...state, status: 'parked' }, announce: [] };
  }
  const arrived: CheckoutState = {
    ...state,
    status: state.phase === 'failing' || state.phase === 'withdrawing' ? 'compensating' : 'in_progress',
    awaits: state.awaits.filter((other) => other !== context),
    leftBehind: means === 'left behind' ? [...state.leftBehind, context] : state.leftBehind,
    reservedAtMs: answer.name === 'inventory.reserved' ? answer.atMs : state.reservedAtMs,
    capturedAtMs: answer.name === 'payment.captured' ? answer.atMs : state.capturedAtMs,
  };
  return arrived.awaits.length > 0 ? { state: arrived, announce: [] } : next(arrived);
}

/** Every answer of a phase is in. */
function next(state: CheckoutState): Decided {
  switch (state.phase) {
    case 'validating':
      return enter(state, 'authorising', ['payment']);
    case 'authorising':
      return enter(state, 'confirming', ['inventory']);
    case 'confirming':
      // Payment has heard of the confirmation when we do.
      return { ...enter(state, 'capturing', ['payment']), announce: [] };
    case 'capturing':
      return enter(state, 'settling', ['order']);
    case 'failing':
      return enter(state, 'withdrawing', ['order']);
    default: {
      const ended = state.phase === 'settling' ? 'completed' : 'compensated';
      return {
        state: { ...state, status: state.leftBehind.length > 0 ? 'parked' : ended, phase: 'over', awaits: [] },
        announce: [],
      };
    }
  }
}

function enter(state: CheckoutState, phase: Exclude<Phase, 'over'>, awaits: readonly Context[]): Decided {
  return { state: { ...state, phase, awaits, nudges: 0 }, announce: [ANNOUNCED[phase]] };
}

function fail(state: CheckoutState, failure: Failure): Decided {
  const asked = state.undoable.filter((context) => context !== 'payment' || paymentAsked(state));
  assert(asked.length > 0, 'a checkout has asked at least for stock');
  return enter({ ...state, status: 'compensating', failure }, 'failing', asked);
}

/** False as long as no context can have heard that the money may be asked for. */
function paymentAsked({ phase }: CheckoutState): boolean {
  return phase !== 'validating';
}

/** Before the pivot silence fails a checkout; from there on whatever began its phase is said again. */
function overdue(state: CheckoutState): Decided {
  if (canFail(state)) return fail(state, { step: stepAwaited(state), kind: 'unanswered' });
  if (state.status === 'parked' || state.phase === 'over') return unchanged(state);
  return { state: { ...state, nudges: state.nudges + 1 }, announce: [ANNOUNCED[state.phase]] };
}

function tryAgain(state: CheckoutState): Decided {
  if (state.phase !== 'over') {
    const status = state.failure === null ? 'in_progress' : 'compensating';
    return { state: { ...state, status, nudges: 0 }, announce: [ANNOUNCED[state.phase]] };
  }
  const again: CheckoutState = { ...state, status: 'compensating', leftBehind: [] };
  const others = state.leftBehind.filter((context) => context !== 'order');
  return others.length > 0 ? enter(again, 'failing', others) : enter(again, 'withdrawing', ['order']);
}

function stepAwaited({ awaits }: CheckoutState): string {
  return FIRST_STEP[present(awaits[0], 'context that a running checkout waits for')];
}

function unchanged(state: CheckoutState): Decided {
  return { state, announce: [] };
}
