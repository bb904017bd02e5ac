import { assert, present } from '../../../platform/kernel/assert.ts';
import type { Module } from '../../../platform/rpc/module.ts';
import type { CommandHistory } from '../../../platform/testing/batch-equals-sequence.ts';

// The platform asks the provider method by method, so requests of different methods that arrive together reach it, and
// are decided, in any order, as those of two callers are. To hold a batch against its commands one by one, the provider
// is asked beforehand, in the order of the history; it knows nothing of our rows, so its answers are the same.

export interface Prepared {
  /** The module, asking nobody. */
  readonly module: Module;
  /** The history, each request with the provider's answer. */
  readonly history: readonly CommandHistory[];
}

export async function preparedInOrder(
  { prepare, ...module }: Module,
  history: readonly CommandHistory[],
): Promise<Prepared> {
  const answered: CommandHistory[] = [];
  for (const { method, request } of history) {
    const [answer] = await present(prepare?.get(method), `preparation of ${method.path}`)([request]);
    assert(answer?.status === 'fulfilled', `${method.path} was not prepared`);
    answered.push({ method, request: { ...(request as object), ...answer.value } });
  }
  return { module, history: answered };
}
