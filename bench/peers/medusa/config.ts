// Medusa's settings: what its guides to production, to its Redis modules and to its worker mode say.

export interface MedusaSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secret: string;
}

/** Connections of each process; without this knex opens ten at the most. */
export const CONNECTIONS = 20;

const KEPT = { age: 3_600, count: 1_000 };
const ORIGIN = 'http://127.0.0.1';

/** The text of `medusa-config.js`. Which process is server and which is worker says `MEDUSA_WORKER_MODE`. */
export function medusaConfig({ databaseUrl, redisUrl, secret }: MedusaSettings): string {
  const provided = (module: string, provider: string, id: string): object => ({
    resolve: `@medusajs/medusa/${module}`,
    options: { providers: [{ resolve: provider, id, is_default: true, options: { redisUrl } }] },
  });
  const config = {
    projectConfig: {
      databaseUrl,
      databaseDriverOptions: { ssl: false, connection: { ssl: false }, pool: { min: 0, max: CONNECTIONS } },
      redisUrl,
      http: { jwtSecret: secret, cookieSecret: secret, storeCors: ORIGIN, adminCors: ORIGIN, authCors: ORIGIN },
    },
    admin: { disable: true },
    featureFlags: { caching: true },
    modules: [
      provided('caching', '@medusajs/caching-redis', 'caching-redis'),
      provided('locking', '@medusajs/medusa/locking-redis', 'locking-redis'),
      {
        resolve: '@medusajs/medusa/event-bus-redis',
        options: { redisUrl, jobOptions: { removeOnComplete: KEPT, removeOnFail: KEPT } },
      },
      { resolve: '@medusajs/medusa/workflow-engine-redis', options: { redis: { redisUrl } } },
    ],
  };
  return `module.exports = require('@medusajs/framework/utils').defineConfig(${JSON.stringify(config, undefined, 2)});\n`;
}
