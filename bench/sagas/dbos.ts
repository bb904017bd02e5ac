import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';
import type { DbosOrder } from './dbos-child.ts';

// DBOS Transact is measured, not used: it is installed into a scratch directory for the time of the run.

const PACKAGE = '@dbos-inc/dbos-sdk@5.3.0';
const ENTRY = 'node_modules/@dbos-inc/dbos-sdk/dist/src/index.js';

/** A workflow of three steps, each checkpointed, on a system database of its own on the same server. */
export async function openDbos(systemDatabaseUrl: string): Promise<Contender> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-dbos-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await writeFile(join(directory, 'package.json'), '{"private":true}');
    const flags = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await promisify(execFile)('npm', [...flags, PACKAGE], { cwd: directory });
    const file = fileURLToPath(new URL('./dbos-child.js', import.meta.url));
    const child = fork(file, [join(directory, ENTRY), systemDatabaseUrl]);
    await told(child);
    return {
      name: 'DBOS Transact',
      measure: async (durationMs, runners) => {
        const rate = told(child);
        child.send({ durationMs, runners } satisfies DbosOrder);
        return (await rate) as number;
      },
      close: async () => {
        if (child.exitCode === null && child.signalCode === null) {
          const exit = once(child, 'exit');
          child.send({} satisfies DbosOrder);
          await exit;
        }
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What the process says next. @throws where it ends in place of that. */
function told(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`DBOS Transact ended with exit code ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
