import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { lockDirectory } from '../../platform/postgres/embedded/directory-lock.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../platform/postgres/embedded/start-embedded-postgres.ts';

// The embedded server for as long as the host lives. Should it end by itself (the machine was out of memory, somebody
// killed it), it is started again at the same address: connections are made anew, and what was under way goes on.

const RETRY_MS = 1_000;

export interface EmbeddedServerOptions {
  readonly directory: string;
  /** Where this host is going to listen. */
  readonly ownPorts: readonly number[];
  /** Told, in a line each, what takes long. */
  readonly onProgress: (message: string) => void;
  readonly log: Pick<Logger, 'error'>;
}

/** Takes the directory and starts the server. Answers its URL, which holds until the closers run. */
export async function keepEmbeddedServer(options: EmbeddedServerOptions, closers: Closers): Promise<string> {
  const { directory, ownPorts, onProgress, log } = options;
  const lock = await lockDirectory(directory);
  closers.add('lock of the data directory', () => lock.release(), { isEssential: true });
  let closing = false;
  let restarted = Promise.resolve();
  const start = (port?: number): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      directory,
      lock,
      notPorts: ownPorts,
      log: onProgress,
      ...(port === undefined ? {} : { port }),
      onCrash: (error) => {
        log.error({ err: error }, 'the embedded PostgreSQL has ended by itself; it is started again');
        restarted = restart();
      },
    });
  let server = await start();
  async function restart(): Promise<void> {
    while (!closing) {
      try {
        server = await start(server.connection.port);
        return;
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL could not be started; it is tried again');
        await delay(RETRY_MS);
      }
    }
  }
  const stop = async (): Promise<void> => {
    closing = true;
    await restarted;
    await server.stop();
  };
  closers.add('embedded PostgreSQL', stop, { isEssential: true });
  return server.url;
}
