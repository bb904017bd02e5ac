import type { Host } from '../../host/host.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';

// The only way from the command line to the host. It is loaded when it is needed: a command that only talks to a shop
// over HTTP does not wait for all of the shop's code.

export interface ShopRequest {
  /** Undefined for all of them in this process. */
  readonly rooms?: readonly string[] | undefined;
  /** Fill a new shop with the demo catalogue. */
  readonly demoCatalogue: boolean;
  readonly onProgress: (message: string) => void;
  /** Aborted when nobody wants the shop any more: a start that is under way is then given up. */
  readonly unwanted?: AbortSignal;
}

export interface RunningShop extends Pick<Host, 'url' | 'grpcPort' | 'stop'> {
  /** Where the embedded database keeps its files; undefined when another database was configured. */
  readonly dataDirectory: string | undefined;
}

/** @throws CommandFailed with a sentence for what a person can put right. */
export async function startShop({ rooms, demoCatalogue, onProgress, unwanted }: ShopRequest): Promise<RunningShop> {
  const [{ readConfig }, { startHost }, { ROOM_NAMES }, { seedDemoCatalogue }] = await Promise.all([
    import('../../host/config.ts'),
    import('../../host/host.ts'),
    import('../../host/room-names.ts'),
    import('./demo-catalogue.ts'),
  ]);
  const unknown = rooms?.filter((name) => !ROOM_NAMES.some((room) => room === name)) ?? [];
  if (unknown.length > 0) {
    throw new CommandFailed(`There is no room ${unknown.join(', ')}; there are ${ROOM_NAMES.join(', ')}.`, EXIT_USAGE);
  }
  const config = readConfig(process.env);
  const host = await startHost(config, {
    rooms: rooms === undefined ? ROOM_NAMES : ROOM_NAMES.filter((room) => rooms.includes(room)),
    serveGrpc: rooms !== undefined,
    onProgress,
    ...(unwanted === undefined ? {} : { unwanted }),
    ...(demoCatalogue ? { prepare: seedDemoCatalogue } : {}),
  }).catch((error: unknown) => {
    throw explained(error, `${config.host}:${config.port}`);
  });
  const { url, grpcPort } = host;
  const dataDirectory = config.databaseUrl === undefined ? config.dataDirectory : undefined;
  return { url, grpcPort, stop: () => host.stop(), dataDirectory };
}

function explained(error: unknown, address: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new CommandFailed(`${address} is taken: stop what listens there, or set PORT to another port.`, EXIT_USAGE);
  }
  if (code === 'EACCES') return new CommandFailed(`This user may not listen at ${address}: set PORT.`, EXIT_USAGE);
  return error;
}
