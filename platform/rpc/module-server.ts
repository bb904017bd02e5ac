import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type ServiceImpl } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import {
  BatchService,
  type CallRequest,
  type CallResponse,
  CallResponseSchema,
  type CallResult,
  CallResultSchema,
} from '../../contracts/gen/rpc/v1/batch_pb.ts';
import { EventLogService } from '../../contracts/gen/rpc/v1/log_pb.ts';
import { isOverloaded } from '../batching/batch-loop.ts';
import type { LogReader } from '../projections/event-log.ts';
import { isStoreUnavailable } from '../store/store.ts';
import type { Method } from './contract.ts';
import { Unanswered } from './doors.ts';
import type { LocalModule } from './local-module.ts';
import { fromMessage, toMessage } from './plain.ts';

// Serves modules of this process by gRPC: each under its own service, for any gRPC client, and all of them under the
// batch service, which is what other hosts use. Their event logs can be read by hosts that keep views of them.

export interface ModuleServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Serving {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Event logs by the package of their module's contract. */
  readonly logs?: ReadonlyMap<string, LogReader>;
}

/** Listens on an address. */
export async function serveModules(
  modules: readonly LocalModule[],
  { host, port, logs = new Map() }: Serving,
): Promise<ModuleServer> {
  const handler = connectNodeAdapter({
    routes: (router) => {
      routeAll(router, modules);
      routeLogs(router, logs);
    },
  });
  const server = createServer(handler);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.close();
      }),
  };
}

function routeAll(router: ConnectRouter, modules: readonly LocalModule[]): void {
  const methods = new Map<string, { module: LocalModule; method: Method }>();
  for (const module of modules) {
    const { contract } = module.module;
    const implementation: Record<string, (message: Message) => Promise<Message>> = {};
    for (const method of contract.methods) {
      methods.set(method.path, { module, method });
      implementation[method.localName] = async (message) => {
        const reply = await module.call(method, fromMessage(method.input, message)).catch(tellKind);
        return toMessage(method.output, reply);
      };
    }
    router.service(
      contract.description,
      implementation as ServiceImpl<{ typeName: string } & typeof contract.description>,
    );
  }
  router.service(BatchService, { call: (request) => answerAll(request, methods) });
}

/** What is no fault of the call is worth another try; any other failure stays unexplained to strangers. */
function tellKind(error: unknown): never {
  const kind = kindOf(error);
  if (kind === 'overloaded') throw new ConnectError('too much to do; try again later', Code.ResourceExhausted);
  if (kind === 'unavailable') throw new ConnectError('the database is away; try again later', Code.Unavailable);
  throw error;
}

function routeLogs(router: ConnectRouter, logs: ReadonlyMap<string, LogReader>): void {
  const logOf = (source: string): LogReader => {
    const log = logs.get(source);
    if (log === undefined) throw new ConnectError(`the event log of ${source} is not served here`, Code.Unimplemented);
    return log;
  };
  router.service(EventLogService, {
    readLog: async ({ source, after, limit }) => {
      const { records, upTo, waits } = await logOf(source).read(Number(after), limit);
      const read = records.map(({ position, events }) => ({ position: BigInt(position), events }));
      return { records: read, upTo: BigInt(upTo), waits };
    },
    getHead: async ({ source }) => ({ position: BigInt(await logOf(source).head()) }),
  });
}

async function answerAll(
  { method: path, requests, traceIds }: CallRequest,
  methods: ReadonlyMap<string, { module: LocalModule; method: Method }>,
): Promise<CallResponse> {
  const target = methods.get(path);
  if (target === undefined) throw new ConnectError(`${path} is not served here`, Code.Unimplemented);
  const { module, method } = target;
  const results = await Promise.all(
    requests.map(async (bytes, index): Promise<CallResult> => {
      const traceId = traceIds[index];
      try {
        const request = fromMessage(method.input, fromBinary(method.input, bytes));
        const reply = await module.call(
          method,
          request,
          traceId === undefined || traceId === '' ? undefined : { traceId },
        );
        const value = toBinary(method.output, toMessage(method.output, reply));
        return create(CallResultSchema, { result: { case: 'reply', value } });
      } catch (error) {
        // The caller says itself which method gave no answer.
        const { message } = (error instanceof Unanswered ? (error.cause ?? error) : error) as Error;
        return create(CallResultSchema, { result: { case: kindOf(error), value: message } });
      }
    }),
  );
  return create(CallResponseSchema, { results });
}

/** What is no fault of the call its caller has to know: it comes again, and counts it as no failure of what it works on. */
function kindOf(error: unknown): 'overloaded' | 'unavailable' | 'failure' {
  if (isOverloaded(error)) return 'overloaded';
  return isStoreUnavailable(error) ? 'unavailable' : 'failure';
}

function listen(server: Http2Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
