import { present } from '../../../platform/kernel/assert.ts';
import type { Step } from '../../../platform/saga/definition.ts';
import { checkout } from '../checkout.saga.ts';
import type { CheckoutData } from '../checkout-data.ts';

// Which context does which step. Steps are those of the orchestrated checkout, calls, undos and all: the two checkouts
// differ in who decides what comes next, and in nothing else.

export const CONTEXTS = ['order', 'inventory', 'pricing', 'payment'] as const;
export type Context = (typeof CONTEXTS)[number];

const CONTEXT_OF: Readonly<Record<string, Context>> = {
  'place order': 'order',
  'check customer and prices': 'pricing',
  'redeem coupon': 'pricing',
  'reserve stock': 'inventory',
  'take store credit': 'payment',
  'authorise payment': 'payment',
  'confirm stock': 'inventory',
  'capture payment': 'payment',
  'confirm order': 'order',
};

type CheckoutStep = Step<CheckoutData>;

/** The context that does a step. A new step of the saga has to be given one. */
export function contextOf(step: string): Context {
  return present(CONTEXT_OF[step], `context of the step "${step}": name it in contexts.ts`);
}

/** The steps that belong to an order, in order. */
export function stepsFor(data: CheckoutData): readonly CheckoutStep[] {
  return checkout.steps.filter(({ when }) => when === undefined || when(data));
}

/** The steps of one kind that a context does for an order. */
export function stepsOf(data: CheckoutData, context: Context, kind: CheckoutStep['kind']): readonly CheckoutStep[] {
  return stepsFor(data).filter((step) => step.kind === kind && contextOf(step.name) === context);
}

/** The steps that a context has to undo, last in, first out. */
export function undoableSteps(data: CheckoutData, context: Context): readonly CheckoutStep[] {
  return stepsOf(data, context, 'step')
    .filter(({ undo }) => undo !== undefined)
    .toReversed();
}
