import { pivotOf, type SagaDefinition } from './definition.ts';

// A saga runs, folds and shows only the steps that apply to its data. One without a coupon has no coupon step: it is
// neither sent nor logged, and what comes before it is what is undone after it.

const narrowed = new WeakMap<SagaDefinition<never>, Map<string, SagaDefinition<never>>>();

/** The definition with only the steps that apply to the data: the same object for the same steps. */
export function narrow(definition: SagaDefinition<never>, data: unknown): SagaDefinition<never> {
  let mask = '';
  let isWhole = true;
  for (const { when } of definition.steps) {
    const applies = when === undefined || when(data as never);
    mask += applies ? '1' : '0';
    isWhole &&= applies;
  }
  if (isWhole) return definition;

  const byMask = narrowed.get(definition) ?? new Map<string, SagaDefinition<never>>();
  narrowed.set(definition, byMask);
  const known = byMask.get(mask);
  if (known !== undefined) return known;
  const steps = definition.steps.filter((_step, index) => mask[index] === '1');
  const made = { ...definition, steps, pivot: pivotOf(steps) };
  byMask.set(mask, made);
  return made;
}
