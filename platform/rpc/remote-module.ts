import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { BatchService, CallRequestSchema, type CallResult } from '../../contracts/gen/rpc/v1/batch_pb.ts';
import { type BatchLimits, BatchLoop, DEFAULT_LIMITS, Overloaded } from '../batching/batch-loop.ts';
import type { Clock } from '../kernel/clock.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Method } from './contract.ts';
import { type CallContext, Unanswered } from './doors.ts';
import { fromMessage, toMessage } from './plain.ts';
import { tellAway } from './tell-away.ts';

// A module in another process, behind gRPC. Calls of one method that are made together travel as one request. While a
// request is out, the next one gathers, for as long as that one is quick. What is wrong with one call, on its way out or back, fails that call alone.

/** A request that takes longer is given up; whether it took effect is then unknown. */
const TIMEOUT_MS = 10_000;
/** Calls of one method may arrive in any order: one that is slow keeps no other from being sent. */
const LIMITS: BatchLimits = { ...DEFAULT_LIMITS, slowAfterMs: 500 };

interface Outgoing {
  readonly request: Uint8Array;
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
      requests: outgoing.map(({ request }) => request),
      traceIds: outgoing.map(({ traceId }) => traceId),
    });
    const { results } = await client.call(call, { timeoutMs: TIMEOUT_MS }).catch(tellAway);
    return outgoing.map((_, index) => settle(method, results[index]));
  }

  return async (method, request, context) => {
    let loop = loops.get(method.path);
    if (loop === undefined) {
      loop = new BatchLoop(`${baseUrl} ${method.path}`, (outgoing) => send(method, outgoing), clock, LIMITS);
      loops.set(method.path, loop);
    }
    try {
      const bytes = toBinary(method.input, toMessage(method.input, request));
      return await loop.submit({ request: bytes, traceId: context?.traceId ?? '' });
    } catch (error) {
      throw new Unanswered(method.path, `${baseUrl}: ${(error as Error).message}`, { cause: error });
    }
  };
}

function settle(method: Method, answer: CallResult | undefined): PromiseSettledResult<unknown> {
  const result = answer?.result;
  // Wrapped by the door as any failure is: whoever cares finds the kind among the causes.
  if (result?.case === 'overloaded') return { status: 'rejected', reason: new Overloaded(result.value) };
  if (result?.case === 'unavailable') return { status: 'rejected', reason: new StoreUnavailable(result.value) };
  if (result?.case !== 'reply') return { status: 'rejected', reason: new Error(result?.value ?? 'an empty result') };
  try {
    return { status: 'fulfilled', value: fromMessage(method.output, fromBinary(method.output, result.value)) };
  } catch (error) {
    // Such as an outcome that the other host's newer version knows and this one does not.
    return { status: 'rejected', reason: error };
  }
}
