import { pathToFileURL } from 'node:url';
import { measuring } from './contender.ts';

// DBOS Transact in a process of its own: it has Node track every promise, which would slow down whoever shares the process.

const CONNECTIONS = 20;

interface Dbos {
  setConfig(config: object): void;
  registerWorkflow(work: () => Promise<void>, options: { readonly name: string }): () => Promise<void>;
  runStep(step: () => Promise<void>, options: { readonly name: string }): Promise<void>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What to measure; without a duration, to end. */
export interface DbosOrder {
  readonly durationMs?: number;
  readonly runners?: number;
}

async function main(entry: string, systemDatabaseUrl: string): Promise<void> {
  const loaded: unknown = await import(pathToFileURL(entry).href);
  const { DBOS } = loaded as { DBOS: Dbos };
  DBOS.setConfig({
    name: 'bench',
    applicationVersion: '1',
    systemDatabaseUrl,
    systemDatabasePoolSize: CONNECTIONS,
    runAdminServer: false,
    logLevel: 'error',
  });
  const nothing = async (): Promise<void> => undefined;
  const workflow = DBOS.registerWorkflow(
    async () => {
      for (const name of ['first', 'second', 'third']) await DBOS.runStep(nothing, { name });
    },
    { name: 'three-steps' },
  );
  await DBOS.launch();
  const measure = measuring(workflow);
  process.on('message', ({ durationMs, runners = 1 }: DbosOrder) => {
    if (durationMs === undefined) void DBOS.shutdown().then(() => process.exit(0));
    else void measure(durationMs, runners).then((rate) => process.send?.(rate));
  });
  process.send?.('ready');
}

const [entry = '', url = ''] = process.argv.slice(2);
await main(entry, url);
