import type { Clock } from '../../platform/kernel/clock.ts';
import { type Doors, Unanswered } from '../../platform/rpc/doors.ts';
import type { HostConfig } from './config.ts';
import { askModule } from './readiness.ts';
import type { ModuleName } from './room-names.ts';

// First-start work needs every module that it fills. Processes that are started together come up in any order, so one
// that is not there yet is waited for, by name and for a bounded time.

const PAUSE_MS = 250;

/** A module of another process did not answer in time. */
export class ModuleAway extends Error {
  override readonly name = 'ModuleAway';
}

export interface Patience {
  readonly config: Pick<HostConfig, 'remoteUrls'>;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly waitMs: number;
  readonly onProgress: (message: string) => void;
  readonly unwanted?: AbortSignal | undefined;
}

/**
 * Does the work, again and again while a module of another process does not answer.
 * @throws ModuleAway naming the module and its variable when the time is over; whatever else the work throws, at once.
 */
export async function prepareOnceAnswered(prepare: () => Promise<void>, patience: Patience): Promise<void> {
  const { clock, waitMs, onProgress, unwanted } = patience;
  const untilMs = clock.nowMs() + waitMs;
  let told = '';
  for (;;) {
    try {
      return await prepare();
    } catch (error) {
      const away = error instanceof Unanswered ? await modulesAway(patience) : undefined;
      if (away === undefined || unwanted?.aborted) throw error;
      const names = away.map(({ name, url }) => `module ${name} at ${url}`).join(', ');
      if (clock.nowMs() >= untilMs) {
        if (away.length === 0) throw error;
        const variables = away.map(({ name }) => `${name.toUpperCase()}_URL`).join(', ');
        const message = `${names} did not answer within ${waitMs / 1_000} s. Start it first, correct ${variables}, or raise START_WAIT_MS.`;
        throw new ModuleAway(message, { cause: error });
      }
      if (names !== '' && names !== told) onProgress(`Waiting for ${names}, ${waitMs / 1_000} s at the most.`);
      told = names;
      await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
    }
  }
}

/** Undefined where no module is elsewhere, so that there is nothing to wait for. Those that are back by now are not named. */
async function modulesAway({ config, doors }: Patience): Promise<{ name: ModuleName; url: string }[] | undefined> {
  const remote = [...config.remoteUrls].map(([name, url]) => ({ name, url }));
  if (remote.length === 0) return undefined;
  const answers = await Promise.allSettled(remote.map(({ name }) => askModule(name, doors)));
  return remote.filter((_, index) => answers[index]?.status === 'rejected');
}
