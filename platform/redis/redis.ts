import { createClient } from '@redis/client';
import type { LuaScript } from './lua-script.ts';

// One connection to Redis or Valkey. Commands that are issued in one turn of the event loop travel together. Guarantees:
// no command waits for a server that is away, and none longer than `commandTimeoutMs`; the queue is bounded. Does not
// guarantee that a command that failed had no effect: scripts are written to be repeated.

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

const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_DELAY_MS = 1_000;
const DEFAULT_COMMAND_TIMEOUT_MS = 250;
const DEFAULT_MAX_QUEUED = 20_000;

export class Redis {
  readonly #client: ReturnType<typeof createClient>;
  #wasReady = false;

  private constructor({ url, commandTimeoutMs, maxQueued, onState }: RedisOptions) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      commandsQueueMaxLength: maxQueued ?? DEFAULT_MAX_QUEUED,
      commandOptions: { timeout: commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS },
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_DELAY_MS, 20 * 2 ** Math.min(retries, 10)),
      },
    });
    this.#client.on('ready', () => {
      this.#wasReady = true;
      onState?.('ready');
    });
    this.#client.on('error', (error: Error) => {
      if (this.#wasReady) onState?.('away', error);
      this.#wasReady = false;
    });
  }

  /** Connects. A server that is away is tried again in the background: `isReady` tells. */
  static async open(options: RedisOptions): Promise<Redis> {
    const redis = new Redis(options);
    await Promise.race([
      // It rejects when the connection is closed before it was ever ready; commands report that themselves.
      redis.#client.connect().catch(() => undefined),
      new Promise((resolve) => redis.#client.once('error', resolve)),
    ]);
    return redis;
  }

  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** Runs the script on keys of one hash slot. @throws RedisUnavailable */
  async run(script: LuaScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values.map(String)];
    try {
      return await this.#client.sendCommand(['EVALSHA', script.sha1, ...rest]);
    } catch (error) {
      if (!isUnknownScript(error)) throw unavailable(error);
      return this.command(['EVAL', script.text, ...rest]);
    }
  }

  /** @throws RedisUnavailable */
  async command(words: readonly string[]): Promise<unknown> {
    try {
      return await this.#client.sendCommand(words);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async close(): Promise<void> {
    if (this.#client.isOpen) await Promise.resolve(this.#client.destroy());
  }
}

function isUnknownScript(error: unknown): boolean {
  return (error as Error).message.startsWith('NOSCRIPT');
}

function unavailable(error: unknown): RedisUnavailable {
  return new RedisUnavailable(`Redis gave no answer: ${(error as Error).message}`, { cause: error });
}
