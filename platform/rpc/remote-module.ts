import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { BatchService, CallRequestSchema } from '../../contracts/gen/rpc/v1/batch_pb.ts';
import { BatchLoop } from '../batching/batch-loop.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Method } from './contract.ts';
import { type CallContext, Unanswered } from './doors.ts';
import { fromMessage, toMessage } from './plain.ts';

// A module in another process, behind gRPC. Calls of one method that are made together travel as one request. While a
// request is out, the next one gathers.

/** A request that takes longer is given up; whether it took effect is then unknown. */
const TIMEOUT_MS = 10_000;

interface Outgoing {
  readonly request: unknown;
  readonly traceId: string;
}

/** Calls the methods of the module at an address. */
export function remoteModule(
  baseUrl: string,
  clock: Clock,
): (method: Method, request: unknown, context?: CallContext) => Promise<unknown> {
  const client = createClient(BatchService, createGrpcTransport({ baseUrl }));
  const loops = new Map<string, BatchLoop<Outgoing, unknown>>();

  async function send(method: Method, outgoing: readonly Outgoing[]): Promise<PromiseSettledResult<unknown>[]> {
    const call = create(CallRequestSchema, {
      method: method.path,
      requests: outgoing.map(({ request }) => toBinary(method.input, toMessage(method.input, request))),
      traceIds: outgoing.map(({ traceId }) => traceId),
    });
    const { results } = await client.call(call, { timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
      throw new Unanswered(method.path, `${baseUrl}: ${(error as Error).message}`, { cause: error });
    });
    return outgoing.map((_, index) => {
      const { result } = present(results[index], `result ${index} of ${method.path}`);
      if (result.case === 'reply') {
        return { status: 'fulfilled', value: fromMessage(method.output, fromBinary(method.output, result.value)) };
      }
      return { status: 'rejected', reason: new Unanswered(method.path, result.value ?? 'an empty result') };
    });
  }

  return (method, request, context) => {
    let loop = loops.get(method.path);
    if (loop === undefined) {
      loop = new BatchLoop(`${baseUrl} ${method.path}`, (outgoing) => send(method, outgoing), clock);
      loops.set(method.path, loop);
    }
    return loop.submit({ request, traceId: context?.traceId ?? '' });
  };
}
