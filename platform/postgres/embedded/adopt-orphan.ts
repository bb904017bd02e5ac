import { setTimeout as delay } from 'node:timers/promises';
import { clusterPath } from './cluster.ts';
import { connectionTo, greet, type ServerFacts } from './connection.ts';
import { findPostmaster, readServerCommand, serverCommand } from './postmaster-file.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { hasExited, type ServerPlan, serverArguments } from './server.ts';

// A host that was killed leaves its server running. If it is the server that we would start now, with the same binary
// and settings and in good health, we go on with it: that takes milliseconds and leaves its cache warm.

export interface AdoptedServer {
  readonly process: ProcessIdentity;
  readonly port: number;
  readonly facts: ServerFacts;
}

const STOPPING_MS = 30_000;
const ANSWER_MS = 3_000;
const POLL_MS = 20;

/**
 * The orphan, to go on with ("adopted") or to be stopped first ("unfit", with the reason for people).
 * Undefined when no server of this directory runs.
 */
export async function findOrphan(
  plan: Omit<ServerPlan, 'port'> & { readonly wantedPort: number | undefined },
): Promise<
  { kind: 'adopted'; server: AdoptedServer } | { kind: 'unfit'; process: ProcessIdentity; reason: string } | undefined
> {
  const orphan = await settled(clusterPath(plan.directory), plan.startTimeoutMs);
  if (orphan === undefined) return undefined;
  const { pid, startedAt, port } = orphan;
  const process = { pid, startedAt };
  const unfit = (reason: string) => ({ kind: 'unfit', process, reason }) as const;
  if (plan.wantedPort !== undefined && plan.wantedPort !== port) return unfit(`it listens on port ${port}`);
  if (!(await isAsPlanned({ ...plan, port }))) return unfit('it was started with other settings or another version');
  try {
    const facts = await greet(await connectionTo(plan.directory, port), ANSWER_MS);
    return { kind: 'adopted', server: { process, port, facts } };
  } catch (error) {
    return unfit(`it does not answer as it should: ${(error as Error).message}`);
  }
}

/** The server once it has made up its mind: one that was starting or stopping is waited for. */
async function settled(cluster: string, startingMs: number) {
  const deadlineMs = Date.now() + startingMs;
  for (;;) {
    const server = await findPostmaster(cluster);
    if (server?.status === 'stopping' && (await hasExited(server, STOPPING_MS))) return undefined;
    if (server?.status !== 'starting' || Date.now() > deadlineMs) return server;
    await delay(POLL_MS);
  }
}

async function isAsPlanned(plan: ServerPlan): Promise<boolean> {
  const planned = serverCommand(plan.binaries.postgres, serverArguments(plan));
  return (await readServerCommand(clusterPath(plan.directory))) === planned;
}
