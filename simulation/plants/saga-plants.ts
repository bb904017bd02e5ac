import { inventory } from '../../modules/inventory/contract.ts';
import type { Failure, SagaDefinition, Step } from '../../platform/saga/definition.ts';
import { withCalls, withTransaction } from './altered.ts';
import type { Plant } from './plant.ts';

// Bugs about sagas.

const UNDOS = ['void', 'releaseStock', 'withdrawOrder'];

export const SAGA_PLANTS: readonly Plant[] = [
  { name: 'no fencing: of two hosts that run a saga both write its log', server: { blindSchemas: ['process'] } },
  { name: 'sagas are in the memory of their host', server: { forgetfulSchemas: ['process'] } },
  {
    name: 'timers and sagas of a host are lost in its crash',
    store: (schema, store) =>
      schema !== 'process'
        ? store
        : withTransaction(store, (transaction) => ({
            ...transaction,
            find: async (table, filters, options) =>
              filters.some(({ operator }) => operator === 'not in') ? [] : transaction.find(table, filters, options),
          })),
  },
  {
    name: 'undo goes first in, first out',
    saga: (definition) => ({ ...definition, steps: firstInFirstOut(definition) }),
  },
  {
    name: 'compensation stops at its first failure',
    doors: (doors) => {
      const stopped = new Set<unknown>();
      return withCalls(doors, UNDOS, (carry, { paymentId, holdId, orderId }, localName) => {
        const id = paymentId ?? holdId ?? orderId;
        const kind = { void: 'voided', releaseStock: 'released', withdrawOrder: 'withdrawn' }[localName];
        if (stopped.has(id)) return Promise.resolve({ kind });
        return carry().catch(() => {
          stopped.add(id);
          return { kind };
        });
      });
    },
  },
  {
    name: 'a step of unknown outcome is not undone',
    saga: (definition) => ({
      ...definition,
      steps: definition.steps.map((step) =>
        step.name !== 'authorise payment'
          ? step
          : {
              ...step,
              undo: (data, failure) =>
                ['unanswered', 'expired'].includes(failure.kind) && failure.step === step.name
                  ? inventory.releaseStock({ holdId: (data as { orderId: string }).orderId })
                  : (step.undo as NonNullable<typeof step.undo>)(data, failure),
            },
      ),
    }),
  },
];

function firstInFirstOut<Data>({ steps }: SagaDefinition<Data>): readonly Step<Data>[] {
  const undoable = steps.filter(({ undo }) => undo !== undefined);
  return steps.map((step) => {
    if (step.undo === undefined) return step;
    const undo = (data: Data, failure: Failure) => {
      const failedAt = steps.findIndex(({ name }) => name === failure.step);
      const from = failure.kind === 'unanswered' ? failedAt : failedAt - 1;
      const undone = undoable.filter((one) => steps.indexOf(one) <= from);
      const mirrored = undone[undone.length - 1 - undone.indexOf(step)] ?? step;
      return (mirrored.undo as NonNullable<typeof mirrored.undo>)(data, failure);
    };
    return { ...step, undo };
  });
}
