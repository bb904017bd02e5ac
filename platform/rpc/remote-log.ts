import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { EventLogService } from '../../contracts/gen/rpc/v1/log_pb.ts';
import type { LogReader } from '../projections/event-log.ts';
import { Unanswered } from './doors.ts';
import { tellAway } from './tell-away.ts';

const TIMEOUT_MS = 10_000;

/** The event log of a module that another process serves. Whatever keeps it from being read is an `Unanswered`. */
export function remoteLog(baseUrl: string, source: string): LogReader {
  const client = createClient(EventLogService, createGrpcTransport({ baseUrl }));
  const options = { timeoutMs: TIMEOUT_MS };
  const answered = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch(tellAway).catch((error: Error) => {
      throw new Unanswered(`the event log of ${source}`, `${baseUrl}: ${error.message}`, { cause: error });
    });
  return {
    read: async (after, limit) => {
      const asked = client.readLog({ source, after: BigInt(after), limit }, options);
      const { records, upTo, waits } = await answered(asked);
      const read = records.map(({ position, events }) => ({ position: Number(position), events }));
      return { records: read, upTo: Number(upTo), waits };
    },
    head: async () => Number((await answered(client.getHead({ source }, options))).position),
  };
}
