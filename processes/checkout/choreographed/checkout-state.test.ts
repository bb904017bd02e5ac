import { describe, expect, it } from 'vitest';
import { type Answer, type CheckoutState, type Decided, decide, type Input, requested } from './checkout-state.ts';
import type { AnswerName } from './events.ts';

type Decide = (state: CheckoutState, input: Input) => Decided;

const FIRST_ANSWERS = ['order.placed', 'inventory.reserved', 'pricing.validated'] as const;
const SALE: readonly AnswerName[] = [
  ...FIRST_ANSWERS,
  'payment.authorised',
  'inventory.confirmed',
  'payment.captured',
  'order.confirmed',
];

function yes(name: AnswerName, atMs = 1): Answer {
  return { name, step: '', kind: '', atMs };
}

function no(name: AnswerName, step: string, kind: string): Answer {
  return { name, step, kind, atMs: 1 };
}

const begun = requested(['inventory', 'payment']);

function played(inputs: readonly Input[], by: Decide = decide): { state: CheckoutState; announced: string[] } {
  let state = begun;
  const announced: string[] = [];
  for (const input of inputs) {
    const decided = by(state, input);
    state = decided.state;
    announced.push(...decided.announce);
  }
  return { state, announced };
}

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** What a join does with the first answers in each order, one repeated: nothing before the last, then one announcement. */
function joinFaults(by: Decide): string[] {
  return ordersOf(FIRST_ANSWERS).flatMap((names) => {
    const [first, second, third] = names.map((name) => yes(name)) as [Answer, Answer, Answer];
    const early = played([first, first, second], by).announced;
    const all = played([first, first, second, third, third], by).announced;
    const told = names.join(', ');
    return [
      ...(early.length === 0 ? [] : [`${told}: announced ${early} before every answer was in`]),
      ...(all.join() === 'checkout.validated' ? [] : [`${told}: announced ${all}`]),
    ];
  });
}

describe('the join', () => {
  it('takes the first answers in any order, any number of times, and goes on once when all are in', () => {
    expect(joinFaults(decide)).toEqual([]);
  });

  it('is caught when it goes on at the first answer', () => {
    const hasty: Decide = (state, input) =>
      decide(FIRST_ANSWERS.includes(input.name as never) ? { ...state, awaits: state.awaits.slice(-1) } : state, input);
    expect(joinFaults(hasty)).not.toEqual([]);
  });

  it('is caught when it goes on twice', () => {
    const stammering: Decide = (state, input) => {
      const decided = decide(state, input);
      return decided.announce.length > 0
        ? { ...decided, announce: [...decided.announce, ...decided.announce] }
        : decided;
    };
    expect(joinFaults(stammering)).not.toEqual([]);
  });

  it('completes a sale, and tells when stock was held and money taken', () => {
    const answers = SALE.map((name, index) => yes(name, index + 1));
    const { state, announced } = played(answers);
    expect(state).toMatchObject({ status: 'completed', phase: 'over', reservedAtMs: 2, capturedAtMs: 6 });
    expect(announced).toEqual(['checkout.validated', 'checkout.approved', 'checkout.settled']);
  });

  it('changes nothing by an answer that comes again, or after the end', () => {
    const twice = SALE.flatMap((name) => [yes(name), yes(name)]);
    expect(played(twice)).toEqual(played(SALE.map((name) => yes(name))));
    const { state } = played(SALE.map((name) => yes(name)));
    for (const name of [...SALE, 'payment.voided', 'order.withdrawn'] as const) {
      expect(decide(state, yes(name)).state).toBe(state);
    }
  });
});

describe('a failure', () => {
  const refusals = [
    [[], no('order.failed', 'place order', 'withdrawn'), ['inventory']],
    [[], no('inventory.reservation.failed', 'reserve stock', 'short'), ['inventory']],
    [[], no('pricing.validation.failed', 'check customer and prices', 'priceChanged'), ['inventory']],
    [FIRST_ANSWERS, no('payment.failed', 'authorise payment', 'declined'), ['inventory', 'payment']],
    [
      [...FIRST_ANSWERS, 'payment.authorised'],
      no('inventory.reservation.failed', 'confirm stock', 'released'),
      ['inventory', 'payment'],
    ],
  ] as const;

  it.each(refusals)('after %j, of %j, has %j give back', (before, refused, awaits) => {
    const { state, announced } = played([...before.map((name) => yes(name)), refused]);
    expect(state).toMatchObject({ status: 'compensating', phase: 'failing', awaits });
    expect(state.failure).toEqual({ step: refused.step, kind: refused.kind });
    expect(announced.at(-1)).toBe('checkout.failed');
  });

  it('counts once: what else is refused, or accepted too late, changes nothing', () => {
    const failing = played([no('inventory.reservation.failed', 'reserve stock', 'short')]).state;
    const late = [
      no('pricing.validation.failed', 'check customer and prices', 'inactive'),
      yes('inventory.reserved'),
      yes('pricing.validated'),
      yes('order.placed'),
    ];
    for (const answer of late) expect(decide(failing, answer).state).toBe(failing);
  });

  it('ends the order when every context has let go, and not before', () => {
    const failing = [...FIRST_ANSWERS.map((name) => yes(name)), no('payment.failed', 'authorise payment', 'declined')];
    expect(played([...failing, yes('inventory.released')]).state.phase).toBe('failing');
    const unwound = played([...failing, yes('payment.voided'), yes('inventory.released')]);
    expect(unwound.state).toMatchObject({ phase: 'withdrawing', awaits: ['order'] });
    expect(unwound.announced.at(-1)).toBe('checkout.unwound');
    expect(decide(unwound.state, yes('order.withdrawn')).state).toMatchObject({ status: 'compensated' });
  });

  it('past the pivot is for a person, who has it tried again', () => {
    const confirmed = [...FIRST_ANSWERS, 'payment.authorised', 'inventory.confirmed'] as const;
    const { state } = played([
      ...confirmed.map((name) => yes(name)),
      no('payment.failed', 'capture payment', 'notCapturable'),
    ]);
    expect(state).toMatchObject({ status: 'parked', phase: 'capturing' });
    expect(decide(state, { name: 'operator_compensate' }).state).toBe(state);
    const again = decide(state, { name: 'operator_retry' });
    expect(again).toMatchObject({ state: { status: 'in_progress' }, announce: ['checkout.approved'] });
    expect(decide(again.state, yes('payment.captured')).state.phase).toBe('settling');
  });

  it('of a compensation does not keep the others back, and is tried again by a person', () => {
    const inputs = [
      no('inventory.reservation.failed', 'reserve stock', 'short'),
      no('compensation.refused', 'reserve stock', 'confirmed'),
      yes('order.withdrawn'),
    ];
    const { state } = played(inputs);
    expect(state).toMatchObject({ status: 'parked', leftBehind: ['inventory'] });
    expect(decide(state, { name: 'operator_retry' })).toMatchObject({
      state: { status: 'compensating', phase: 'failing', awaits: ['inventory'] },
      announce: ['checkout.failed'],
    });
  });
});

describe('a deadline', () => {
  it('fails a checkout before its pivot, as unanswered', () => {
    const { state } = played([yes('order.placed'), { name: 'deadline' }]);
    expect(state).toMatchObject({ phase: 'failing', failure: { step: 'reserve stock', kind: 'unanswered' } });
  });

  it.each([
    ['checkout.approved', SALE.slice(0, 4)],
    ['checkout.approved', SALE.slice(0, 5)],
    ['checkout.settled', SALE.slice(0, 6)],
  ] as const)('from the pivot on has %s said again', (announcement, answers) => {
    const { state } = played(answers.map((name) => yes(name)));
    expect(decide(state, { name: 'deadline' })).toMatchObject({
      state: { status: 'in_progress', phase: state.phase, nudges: 1 },
      announce: [announcement],
    });
  });

  it('has a compensation that nobody answers asked for again', () => {
    const { state } = played([{ name: 'operator_compensate' }, { name: 'deadline' }]);
    expect(state).toMatchObject({ phase: 'failing', nudges: 1, failure: { kind: 'operator' } });
  });
});
