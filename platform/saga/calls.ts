import { present } from '../kernel/assert.ts';
import type { Call } from '../rpc/contract.ts';
import type { Step } from './definition.ts';
import type { Held } from './saga-journal.ts';

/** What a saga has to send where it stands: its step's calls, or the call that undoes them. */
export function callsOf(step: Step<never>, held: Held): readonly Call[] {
  const data = held.row.data as never;
  if (held.state.direction === 'backward') {
    const undo = present(step.undo, `undo of ${step.name}`);
    return [undo(data, present(held.state.failure, 'failure'))];
  }
  const sent = step.send(data, (name) => completedAtMs(held, name));
  return 'method' in sent ? [sent] : sent;
}

function completedAtMs({ definition, state }: Held, name: string): number {
  const index = definition.steps.findIndex((step) => step.name === name);
  return present(state.completedAtMs[index], `completion of step "${name}" of ${definition.name}`);
}
