import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../lifecycle/free-port.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { type ServerPlan, startServer } from './server.ts';

// Starts a server past what goes away by itself: a port that was free a moment ago and is not, and processes of a
// killed server that have not noticed yet.

const PORT_ATTEMPTS = 10;
const LEFTOVERS_MS = 15_000;
const PAUSE_MS = 100;

/** Ports of their own: nothing else that is started beside a server picks one of these, and no system gives them away. */
const FIRST_PORT = 30_000;
const BEHIND_LAST_PORT = 32_768;

/** A free port for a server, and none of those that its host is going to listen on. */
export function serverPort(
  notPorts: readonly number[] = [],
  pick: () => number = () => randomInt(FIRST_PORT, BEHIND_LAST_PORT),
): Promise<number> {
  return freePort(() => {
    let port = pick();
    while (notPorts.includes(port)) port = pick();
    return port;
  });
}

export interface LaunchedServer {
  readonly process: ProcessIdentity;
  readonly port: number;
}

/** Starts a server on the wanted port, or on one that `pickPort` finds free. */
export async function launchServer(
  plan: Omit<ServerPlan, 'port'> & { readonly wantedPort: number | undefined },
  pickPort: () => Promise<number> = serverPort,
): Promise<LaunchedServer> {
  const leftoversDeadlineMs = Date.now() + LEFTOVERS_MS;
  for (let attempt = 1; ; attempt += 1) {
    const port = plan.wantedPort ?? (await pickPort());
    try {
      return { process: await startServer({ ...plan, port }), port };
    } catch (error) {
      const code = error instanceof EmbeddedPostgresError ? error.code : undefined;
      const anotherPort = code === 'port_taken' && plan.wantedPort === undefined && attempt < PORT_ATTEMPTS;
      const wait = code === 'still_running' && Date.now() < leftoversDeadlineMs;
      if (!anotherPort && !wait) throw error;
      if (wait) await delay(PAUSE_MS);
    }
  }
}
