import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { install } from '../install.ts';
import type { Peer } from '../peer.ts';
import { Serving } from '../processes.ts';
import type { Servers } from '../servers.ts';
import { CONNECTIONS, type VendureOrder } from './config.ts';
import { seedVendure } from './seed.ts';

const VERSION = '3.7.3';
const PACKAGES = {
  '@vendure/core': VERSION,
  '@vendure/job-queue-plugin': VERSION,
  bullmq: '5.81.5',
  ioredis: '5.11.1',
  pg: '8.23.1',
};

/** Vendure in production mode: so many servers, and a worker for what runs in the background. */
export async function openVendure(directory: string, serverCount: number, servers: Servers): Promise<Peer> {
  await install(directory, PACKAGES);
  const secret = randomUUID();
  const common = {
    directory,
    secret,
    redisUrl: servers.redisUrl,
    databaseUrl: await servers.createDatabase('vendure'),
  };
  const running: Serving[] = [];
  const start = async (role: VendureOrder['role']): Promise<string> => {
    const port = await freePort();
    const file = fileURLToPath(new URL('./server-child.js', import.meta.url));
    const process = Serving.start(`Vendure's ${role}`, [file], {
      cwd: directory,
      env: { NODE_ENV: 'production', VENDURE_DISABLE_TELEMETRY: 'true' },
    });
    running.push(process);
    process.send({ ...common, role, port } satisfies VendureOrder);
    await process.ready();
    return `http://127.0.0.1:${port}`;
  };
  const close = async (): Promise<void> => {
    for (const process of running) await process.stop();
  };
  try {
    await start('schema');
    await start('worker');
    const origins: string[] = [];
    while (origins.length < serverCount) origins.push(await start('server'));
    const seeded = await seedVendure(origins, secret);
    return {
      name: 'Vendure',
      described: `${VERSION}, ${serverCount} server(s), 1 worker, ${CONNECTIONS} connections each, cache and jobs in Redis`,
      shop: seeded.shop,
      stock: seeded.stock,
      close: async () => {
        seeded.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
