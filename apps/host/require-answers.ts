import type pg from 'pg';
import type { Clock } from '../../platform/kernel/clock.ts';
import { within } from '../../platform/kernel/within.ts';
import { CONNECT_WITHIN_MS, openDatabase } from '../../platform/postgres/database.ts';

// Databases of the configuration answer before anything is begun. One that is there and silent, or is starting up, is waited
// for, by name and for a bounded time; what it says plainly ends the start at once.

/** A database of the configuration does not answer at the start. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
}

export interface StartPatience {
  readonly clock: Clock;
  /** For all of them together; the first attempt has its time whatever this is. */
  readonly waitMs: number;
  /** Of one attempt. */
  readonly attemptMs?: number;
  readonly onProgress: (message: string) => void;
  readonly unwanted?: AbortSignal | undefined;
}

const PAUSE_MS = 250;
/** Who waits for longer than this is told what for. */
const TOLD_AFTER_MS = 2_000;
/** "The database system is starting up", and "connection timed out". Silence itself has no code. */
const WORTH_WAITING: ReadonlySet<unknown> = new Set([undefined, '57P03', 'ETIMEDOUT']);

/** @throws DatabaseUnreachable, naming the variable: the URL may hold a password and is never shown. */
export async function requireAnswers(
  databases: readonly { readonly variable: string; readonly url: string }[],
  { clock, waitMs, attemptMs = CONNECT_WITHIN_MS, onProgress, unwanted }: StartPatience,
): Promise<void> {
  const boundMs = Math.max(waitMs, attemptMs);
  const untilMs = clock.nowMs() + boundMs;
  for (const { variable, url } of databases) {
    const cancel = clock.after(TOLD_AFTER_MS, () =>
      onProgress(`Waiting for the database of ${variable}, which is silent: ${boundMs / 1_000} s at the most.`),
    );
    try {
      await untilAnswered(variable, url);
    } finally {
      cancel();
    }
  }

  async function untilAnswered(variable: string, url: string): Promise<void> {
    /** Why an attempt failed that had all of its time: the last one has what is left, which may be too little to say. */
    let why: unknown;
    for (;;) {
      const leftMs = untilMs - clock.nowMs();
      try {
        return await ask(url, clock, Math.max(1, Math.min(attemptMs, leftMs)));
      } catch (error) {
        const isSilent = WORTH_WAITING.has((error as { code?: unknown }).code);
        if (!isSilent || why === undefined || leftMs >= attemptMs) why = error;
        if (isSilent && clock.nowMs() + PAUSE_MS < untilMs && unwanted?.aborted !== true) {
          await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
          continue;
        }
        const [how, remedy] = isSilent
          ? [`did not answer within ${boundMs / 1_000} s`, `Start it, correct ${variable}, or raise START_WAIT_MS.`]
          : ['does not answer', `Start it, or correct ${variable}.`];
        throw new DatabaseUnreachable(`The database of ${variable} ${how}: ${reasonOf(why)}. ${remedy}`, {
          cause: why,
        });
      }
    }
  }
}

/** On a connection of its own, which is gone afterwards whatever becomes of the question. */
async function ask(url: string, clock: Clock, withinMs: number): Promise<void> {
  const pool = openDatabase({ url, poolSize: 1, connectWithinMs: withinMs });
  try {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      await answerOf(client, clock, withinMs);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  } finally {
    await pool.end();
  }
}

function answerOf(client: pg.PoolClient, clock: Clock, withinMs: number): Promise<unknown> {
  return within(clock, withinMs, client.query('select 1'), () => new Error('it took a connection, and is silent'));
}

/** A host of several addresses fails with an error for each of them, and has no message of its own. */
function reasonOf(error: unknown): string {
  const reasons = error instanceof AggregateError ? error.errors : [error];
  return reasons.map(({ message }: Error) => message).join(', ');
}
