import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { install } from '../install.ts';
import type { Peer } from '../peer.ts';
import { answersOk, run, Serving } from '../processes.ts';
import type { Servers } from '../servers.ts';
import { CONNECTIONS, medusaConfig } from './config.ts';
import { seedMedusa, signIn } from './seed.ts';

const VERSION = '2.21.2';
const PACKAGES = {
  '@medusajs/cli': VERSION,
  '@medusajs/framework': VERSION,
  '@medusajs/medusa': VERSION,
};
const PROGRAM = 'node_modules/@medusajs/cli/cli.js';
const MIGRATE_WITHIN_MS = 300_000;
const EMAIL = 'bench@example.com';

/** Medusa in production mode: so many servers, and a worker for what runs in the background. */
export async function openMedusa(directory: string, serverCount: number, servers: Servers): Promise<Peer> {
  await install(directory, PACKAGES);
  const secret = randomUUID();
  const databaseUrl = await servers.createDatabase('medusa');
  await writeFile(
    join(directory, 'medusa-config.js'),
    medusaConfig({ databaseUrl, redisUrl: servers.redisUrl, secret }),
  );
  const environment = { NODE_ENV: 'production', MEDUSA_DISABLE_TELEMETRY: 'true', LOG_LEVEL: 'warn' };
  const medusa = (...args: readonly string[]): Promise<void> =>
    run(process.execPath, [PROGRAM, ...args], { cwd: directory, env: environment, timeoutMs: MIGRATE_WITHIN_MS });
  await medusa('db:migrate', '--execute-safe-links');
  await medusa('user', '--email', EMAIL, '--password', secret);

  const running: Serving[] = [];
  const start = async (mode: 'server' | 'worker'): Promise<string> => {
    const port = await freePort();
    const args = [PROGRAM, 'start', '--host', '127.0.0.1', '--port', String(port)];
    const env = { ...environment, MEDUSA_WORKER_MODE: mode };
    const process = Serving.start(`Medusa's ${mode}`, args, { cwd: directory, env });
    running.push(process);
    const origin = `http://127.0.0.1:${port}`;
    await process.ready(() => answersOk(`${origin}/health`));
    return origin;
  };
  const close = async (): Promise<void> => {
    for (const process of running) await process.stop();
  };
  try {
    await start('worker');
    const origins: string[] = [];
    while (origins.length < serverCount) origins.push(await start('server'));
    const admin = await signIn(origins[0] ?? '', EMAIL, secret);
    const { shop, stock } = await seedMedusa(admin, origins);
    return {
      name: 'Medusa',
      described: `${VERSION}, ${serverCount} server(s), 1 worker, ${CONNECTIONS} connections each, caching, locks, events and workflows in Redis`,
      shop,
      stock,
      close: async () => {
        admin.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
