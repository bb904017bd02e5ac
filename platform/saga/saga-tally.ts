import type { SagaEvent } from './saga-state.ts';

// Counts the transitions of a host as they are decided, before they are written. Counting costs two look-ups and no
// garbage; whoever scrapes metrics pays for putting them together.

export interface TransitionCount {
  readonly definition: string;
  readonly step: string;
  readonly event: SagaEvent;
  readonly count: number;
  /** Time from the transition before, all of them together. */
  readonly totalMs: number;
}

interface Cell {
  count: number;
  totalMs: number;
}

export class SagaTally {
  readonly #byStep = new Map<string, Map<string, Map<SagaEvent, Cell>>>();

  count(definition: string, step: string, event: SagaEvent, durationMs: number): void {
    const cell = this.#cell(definition, step, event);
    cell.count += 1;
    cell.totalMs += durationMs;
  }

  *entries(): Generator<TransitionCount> {
    for (const [definition, steps] of this.#byStep) {
      for (const [step, events] of steps) {
        for (const [event, cell] of events) yield { definition, step, event, ...cell };
      }
    }
  }

  #cell(definition: string, step: string, event: SagaEvent): Cell {
    const steps = this.#byStep.get(definition) ?? new Map<string, Map<SagaEvent, Cell>>();
    if (steps.size === 0) this.#byStep.set(definition, steps);
    const events = steps.get(step) ?? new Map<SagaEvent, Cell>();
    if (events.size === 0) steps.set(step, events);
    const cell = events.get(event) ?? { count: 0, totalMs: 0 };
    if (cell.count === 0) events.set(event, cell);
    return cell;
  }
}
