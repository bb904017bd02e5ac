import { type Environment, EnvironmentReader, InvalidConfiguration } from '../../../platform/config/environment.ts';
import { systemClock } from '../../../platform/lifecycle/system-clock.ts';
import { CommandFailed, EXIT_INTERRUPTED, EXIT_USAGE } from '../command-failed.ts';
import { assertReachable } from '../http/read-answer.ts';
import { ShopClient } from '../http/shop-client.ts';
import { onStopRequest, processSignals } from '../terminal/stop-request.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { OwnRedis } from './own-redis.ts';
import { OwnShop } from './own-shop.ts';

export interface ShopOptions {
  readonly url?: string | undefined;
  readonly own?: boolean | undefined;
  /** With a shop of its own: a Redis of its own too. */
  readonly ownRedis?: boolean | undefined;
}

export interface OpenShop {
  readonly client: ShopClient;
  /** The process behind it, when it is this command's own. */
  readonly own: OwnShop | undefined;
  readonly redis: OwnRedis | undefined;
}

/** Works with the shop that was named, or with one of its own that is gone afterwards, whatever happens. */
export async function withShop<Result>(
  { url, own = false, ownRedis = false }: ShopOptions,
  { connections, terminal }: { readonly connections: number; readonly terminal: Terminal },
  work: (shop: OpenShop) => Promise<Result>,
): Promise<Result> {
  if (own && url !== undefined) {
    throw new CommandFailed('Choose one: --own starts a shop of its own, --url names a running one.', EXIT_USAGE);
  }
  const interruption = watchForInterruption();
  let ownShop: OwnShop | undefined;
  let redis: OwnRedis | undefined;
  let client: ShopClient | undefined;
  try {
    if (own) {
      if (ownRedis) redis = await OwnRedis.open();
      terminal.say('Starting a shop on a scratch directory.');
      ownShop = await OwnShop.open(redis?.url);
      interruption.check();
    }
    client = new ShopClient(ownShop?.url ?? url ?? defaultUrl(process.env), connections);
    await assertReachable(client);
    return await Promise.race([work({ client, own: ownShop, redis }), interruption.happens]);
  } finally {
    client?.close();
    try {
      await ownShop?.close();
    } finally {
      // Also where the shop could not be cleared away.
      await redis?.close();
      interruption.stopWatching();
    }
  }
}

/** @throws CommandFailed where PORT names no port that a shop could listen at. */
function defaultUrl(environment: Environment): string {
  const read = new EnvironmentReader(environment);
  const port = read.integer('PORT', 8080, { min: 1, max: 65_535 });
  try {
    read.check();
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    const message = `${error.message}. Set it to the port of a running shop, or name one with --url.`;
    throw new CommandFailed(message, EXIT_USAGE);
  }
  return `http://127.0.0.1:${port}`;
}

function watchForInterruption() {
  let interrupted: CommandFailed | undefined;
  let tell: (reason: CommandFailed) => void = () => undefined;
  const happens = new Promise<never>((_resolve, reject) => {
    tell = reject;
  });
  // Nobody may be waiting yet; `check` and the race tell of it all the same.
  happens.catch(() => undefined);
  const stopWatching = onStopRequest(processSignals, systemClock, () => {
    interrupted = new CommandFailed('Interrupted.', EXIT_INTERRUPTED);
    tell(interrupted);
  });
  return {
    happens,
    check: () => {
      if (interrupted !== undefined) throw interrupted;
    },
    stopWatching,
  };
}
