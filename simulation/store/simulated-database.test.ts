import { MemoryStore } from '../../platform/store/memory-store.ts';
import { storeConformance } from '../../platform/testing/store-conformance.ts';
import { Coverage } from '../world/coverage.ts';
import { Faults } from '../world/faults.ts';
import { Generator } from '../world/generator.ts';
import { Scheduler } from '../world/scheduler.ts';
import { Trace } from '../world/trace.ts';
import { SimulatedDatabase } from './simulated-database.ts';

// Without faults the simulated server keeps what every store keeps. Its time goes by itself here.

storeConformance('SimulatedDatabase', async () => {
  const generator = new Generator(1);
  const scheduler = new Scheduler(generator, new Trace({ keepLines: false }));
  const coverage = new Coverage();
  const world = {
    generator,
    scheduler,
    faults: new Faults(generator),
    crash: () => undefined,
    committed: () => undefined,
    met: coverage.metAt.bind(coverage),
  };
  const database = new SimulatedDatabase({ schema: 'test', world, committed: new MemoryStore(), isBlind: false });
  const store = database.connect({ name: 'host', isAlive: true, frozenUntilMs: 0 });
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (await scheduler.step());
    isRunning = false;
  };
  return {
    transact: (work) => {
      const result = store.transact(async (transaction) => {
        queueMicrotask(() => void run());
        return work({
          load: (...parts) => {
            const loaded = transaction.load(...parts);
            void run();
            return loaded;
          },
          find: (...parts) => {
            const found = transaction.find(...parts);
            void run();
            return found;
          },
          head: (...parts) => {
            const position = transaction.head(...parts);
            void run();
            return position;
          },
          tail: (...parts) => {
            const read = transaction.tail(...parts);
            void run();
            return read;
          },
          write: (writes) => {
            transaction.write(writes);
            queueMicrotask(() => setImmediate(() => void run()));
          },
        });
      });
      return result;
    },
  };
});
