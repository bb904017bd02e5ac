// Vendure's settings: what its guides to production, to its cache and to its worker say.

/** What a process of Vendure is told when it is started. */
export interface VendureOrder {
  readonly directory: string;
  /** `schema` makes the tables and ends. */
  readonly role: 'schema' | 'server' | 'worker';
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly port: number;
  /** Of the administrator, and of what it signs. */
  readonly secret: string;
}

interface Plugin {
  init(options: object): object;
}

interface App {
  close(): Promise<void>;
}

/** What is used of `@vendure/core`. */
export interface Vendure {
  bootstrap(config: object): Promise<App>;
  bootstrapWorker(config: object): Promise<{ startJobQueue(): Promise<unknown> }>;
  readonly DefaultLogger: new (options: { readonly level: number }) => object;
  readonly LogLevel: { readonly Error: number };
  readonly RedisCachePlugin: Plugin;
  readonly dummyPaymentHandler: object;
}

/** What is used of `@vendure/job-queue-plugin`. */
export interface VendureJobs {
  readonly BullMQJobQueuePlugin: Plugin;
}

export const ADMINISTRATOR = 'superadmin';

/** Connections of each process; without this its driver opens ten at the most. */
export const CONNECTIONS = 20;

export function vendureConfig(vendure: Vendure, jobs: VendureJobs, order: VendureOrder): object {
  const redis = redisOptions(new URL(order.redisUrl));
  return {
    apiOptions: {
      hostname: '127.0.0.1',
      port: order.port,
      adminApiPath: 'admin-api',
      shopApiPath: 'shop-api',
      cors: { origin: ['http://127.0.0.1'], credentials: true },
    },
    authOptions: {
      tokenMethod: 'bearer',
      superadminCredentials: { identifier: ADMINISTRATOR, password: order.secret },
      cookieOptions: { secret: order.secret },
    },
    dbConnectionOptions: {
      type: 'postgres',
      url: order.databaseUrl,
      poolSize: CONNECTIONS,
      synchronize: order.role === 'schema',
      logging: false,
    },
    paymentOptions: { paymentMethodHandlers: [vendure.dummyPaymentHandler] },
    logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error }),
    plugins: [
      vendure.RedisCachePlugin.init({ redisOptions: redis }),
      jobs.BullMQJobQueuePlugin.init({ connection: redis }),
    ],
  };
}

function redisOptions({ hostname, port, pathname, username, password }: URL): object {
  return {
    host: hostname,
    port: Number(port || 6_379),
    db: Number(pathname.slice(1) || 0),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    maxRetriesPerRequest: null,
  };
}
