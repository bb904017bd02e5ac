import { Code, ConnectError } from '@connectrpc/connect';
import { ModuleUnreachable } from './doors.ts';

/** What a request ends with that reached nobody, lost its connection, or was not answered in time. */
const AWAY: ReadonlySet<Code> = new Set([Code.Unavailable, Code.Aborted, Code.Canceled, Code.DeadlineExceeded]);

/** A request carries calls of many: what becomes of it as a whole is the fault of none. */
export function tellAway(error: unknown): never {
  if (AWAY.has(ConnectError.from(error).code)) throw new ModuleUnreachable((error as Error).message, { cause: error });
  throw error;
}
