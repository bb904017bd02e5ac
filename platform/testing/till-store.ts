import { BatchedCommands } from '../batching/batched-commands.ts';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import { present } from '../kernel/assert.ts';
import type { Call } from '../rpc/contract.ts';
import type { Store } from '../store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { tillModule } from './till-module.ts';

export interface Till {
  /** Submits all calls together: they form one batch, as far as the limits allow. */
  together(...calls: readonly Call[]): Promise<PromiseSettledResult<unknown>[]>;
  /** Submits each call when the one before has been answered. */
  oneByOne(...calls: readonly Call[]): Promise<PromiseSettledResult<unknown>[]>;
  /** Events of committed transactions, in order. */
  readonly events: CommittedEvent[];
}

/** The commands of the till on a store. */
export function tillOn(store: Store, limits = { maxSize: 512, delayMs: 0, capacity: 10_000 }): Till {
  const events: CommittedEvent[] = [];
  let uncommitted: readonly CommittedEvent[] = [];
  const commands = new BatchedCommands(
    'till',
    {
      store,
      tables: tillModule.tables,
      record: (_transaction, recorded) => {
        uncommitted = recorded;
        return true;
      },
      recorded: () => events.push(...uncommitted),
    },
    new FakeClock(),
    limits,
  );
  const submit = ({ method, request }: Call): Promise<unknown> => {
    const command = tillModule.commands.find((candidate) => candidate.method === method);
    return commands.submit(present(command, method.path), request);
  };
  return {
    events,
    together: (...calls) => Promise.allSettled(calls.map(submit)),
    oneByOne: async (...calls) => {
      const answers: PromiseSettledResult<unknown>[] = [];
      for (const call of calls) answers.push(...(await Promise.allSettled([submit(call)])));
      return answers;
    },
  };
}

/** What each call was answered with: its reply, or the name of its error. */
export function repliesOf(answers: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : (answer.reason as Error).name));
}
