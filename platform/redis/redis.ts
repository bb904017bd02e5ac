import type { createClient } from '@redis/client';
import type { LuaScript } from './lua-script.ts';

// One connection to Redis or Valkey. Commands that are issued in one turn of the event loop travel together. Guarantees:
// no command waits for a server that is away, and none longer than `commandTimeoutMs` for one that is silent; the queue is
// bounded. Does not guarantee that a command that failed had no effect, nor that it has none later: scripts are written to
// be repeated.

export interface RedisOptions {
  readonly url: string;
  readonly commandTimeoutMs?: number;
  readonly maxQueued?: number;
  /** Told once when the connection is lost and once when it is back, not for every attempt. */
  readonly onState?: (state: 'ready' | 'away', cause?: Error) => void;
}

/** Redis did not answer: it is away, too slow or refuses to work. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

type Client = ReturnType<typeof newClient>;

const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_DELAY_MS = 1_000;
/** From the beginning of an attempt to connect until the server has answered its first words. */
const GREETING_TIMEOUT_MS = CONNECT_TIMEOUT_MS + MAX_RECONNECT_DELAY_MS + 1_000;
const DEFAULT_COMMAND_TIMEOUT_MS = 250;
const DEFAULT_MAX_QUEUED = 20_000;

export class Redis {
  readonly #create: typeof createClient;
  readonly #options: RedisOptions;
  readonly #commandTimeoutMs: number;
  #client: Client;
  #greeting: NodeJS.Timeout | undefined;
  #wasReady = false;
  #isClosed = false;
  /** Whoever waits for the first connection to be there or to fail. */
  #opened: () => void = () => undefined;

  private constructor(create: typeof createClient, options: RedisOptions) {
    this.#create = create;
    this.#options = options;
    this.#commandTimeoutMs = options.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS;
    this.#client = this.#connect();
  }

  /** Connects. A server that is away is tried again in the background: `isReady` tells. */
  static async open(options: RedisOptions): Promise<Redis> {
    // Its client is 500 files: whoever has no Redis does not wait for them.
    const { createClient: create } = await import('@redis/client');
    const redis = new Redis(create, options);
    await new Promise<void>((resolve) => {
      redis.#opened = resolve;
    });
    return redis;
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** Runs the script on keys of one hash slot. @throws RedisUnavailable */
  async run(script: LuaScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values.map(String)];
    try {
      return await this.#send(['EVALSHA', script.sha1, ...rest]);
    } catch (error) {
      if (!isUnknownScript(error)) throw unavailable(error);
      return this.command(['EVAL', script.text, ...rest]);
    }
  }

  /** @throws RedisUnavailable */
  async command(words: readonly string[]): Promise<unknown> {
    try {
      return await this.#send(words);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#greeting);
    await Promise.resolve(this.#client.destroy());
  }

  /** How long a command may wait, to be sent and for its answer, is bounded here. */
  async #send(words: readonly string[]): Promise<unknown> {
    const client = this.#client;
    let isAnswered = false;
    // A busy process finds its timers due before it has read the answers that came in time: those are read first.
    const timer = setTimeout(
      () => setImmediate(() => !isAnswered && this.#replace(client, `no answer in ${this.#commandTimeoutMs} ms`)),
      this.#commandTimeoutMs,
    );
    try {
      return await client.sendCommand(words);
    } finally {
      isAnswered = true;
      clearTimeout(timer);
    }
  }

  #connect(): Client {
    const client = newClient(this.#create, this.#options);
    client.on('ready', () => {
      clearTimeout(this.#greeting);
      this.#wasReady = true;
      this.#options.onState?.('ready');
      this.#opened();
    });
    client.on('error', (error: Error) => this.#lost(error));
    client.on('reconnecting', () => this.#expectGreeting(client));
    this.#expectGreeting(client);
    // It rejects when the connection is closed before it was ever ready; commands report that themselves.
    client.connect().catch(() => undefined);
    return client;
  }

  /** A peer that takes the connection and says nothing on it would keep the driver waiting for ever. */
  #expectGreeting(client: Client): void {
    clearTimeout(this.#greeting);
    this.#greeting = setTimeout(() => this.#replace(client, 'it does not greet'), GREETING_TIMEOUT_MS);
    this.#greeting.unref();
  }

  /**
   * Gives up a connection on which nothing comes back: all that waits for it fails at once, and a new one is tried. The
   * old one might be good again only when the network has sent its last bytes anew, minutes after it is whole.
   */
  #replace(client: Client, why: string): void {
    if (this.#isClosed || client !== this.#client) return;
    client.destroy();
    this.#lost(new RedisUnavailable(`Redis is silent: ${why}`));
    this.#client = this.#connect();
  }

  #lost(cause: Error): void {
    if (this.#wasReady) this.#options.onState?.('away', cause);
    this.#wasReady = false;
    this.#opened();
  }
}

function newClient(create: typeof createClient, { url, maxQueued = DEFAULT_MAX_QUEUED }: RedisOptions) {
  return create({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: maxQueued,
    maintNotifications: 'disabled',
    // Its own bound, of five seconds, costs a signal for each command.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_DELAY_MS, 20 * 2 ** Math.min(retries, 10)),
    },
  });
}

function isUnknownScript(error: unknown): boolean {
  return (error as Error).message.startsWith('NOSCRIPT');
}

function unavailable(error: unknown): RedisUnavailable {
  return new RedisUnavailable(`Redis gave no answer: ${(error as Error).message}`, { cause: error });
}
