import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { EventLogService } from '../../contracts/gen/rpc/v1/log_pb.ts';
import type { LogReader } from '../projections/event-log.ts';

const TIMEOUT_MS = 10_000;

/** The event log of a module that another process serves. */
export function remoteLog(baseUrl: string, source: string): LogReader {
  const client = createClient(EventLogService, createGrpcTransport({ baseUrl }));
  const options = { timeoutMs: TIMEOUT_MS };
  return {
    read: async (after, limit) => {
      const { records, upTo, waits } = await client.readLog({ source, after: BigInt(after), limit }, options);
      const read = records.map(({ position, events }) => ({ position: Number(position), events }));
      return { records: read, upTo: Number(upTo), waits };
    },
    head: async () => Number((await client.getHead({ source }, options)).position),
  };
}
