import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { create, toBinary } from '@bufbuild/protobuf';
import { Code, createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createGrpcTransport } from '@connectrpc/connect-node';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BatchService,
  type CallRequest,
  CallResponseSchema,
  type CallResult,
  CallResultSchema,
} from '../../contracts/gen/rpc/v1/batch_pb.ts';
import { DEFAULT_LIMITS, isOverloaded } from '../batching/batch-loop.ts';
import type { CommittedEvent } from '../batching/execute-batch.ts';
import { systemClock } from '../lifecycle/system-clock.ts';
import { isUnavailable } from '../messaging/broker.ts';
import { createMemoryBroker } from '../messaging/memory-broker.ts';
import { MemoryQueues } from '../messaging/memory-queues.ts';
import { envelope, noted, noteOf } from '../messaging/testing/messages.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { isStoreUnavailable, type Store, StoreUnavailable } from '../store/store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { inMemory } from '../testing/scenario.ts';
import { till, tillContract } from '../testing/till-contract.ts';
import { tillModule } from '../testing/till-module.ts';
import { repliesOf } from '../testing/till-store.ts';
import type { Call, Method } from './contract.ts';
import { isModuleUnreachable, Unanswered } from './doors.ts';
import { LocalModule } from './local-module.ts';
import { type ModuleServer, serveModules } from './module-server.ts';
import { toMessage } from './plain.ts';
import { remoteModule } from './remote-module.ts';

type Caller = (method: Method, request: unknown, context?: { traceId?: string }) => Promise<unknown>;

/** A local module that also notes the calls that reach it. */
class Watched extends LocalModule {
  readonly traceIds: (string | undefined)[] = [];

  override call(...[method, request, context]: Parameters<Caller>): Promise<unknown> {
    this.traceIds.push(context?.traceId);
    return super.call(method, request, context);
  }
}

let events: CommittedEvent[];
let local: Watched;
let server: ModuleServer;
let remote: Caller;
const servers: ModuleServer[] = [];

function watched(store: Store, limits = DEFAULT_LIMITS): Watched {
  const reader = { query: () => Promise.reject(new Error('no SQL here')) };
  const record = (_transaction: unknown, committed: readonly CommittedEvent[]) => {
    events.push(...committed);
    return true;
  };
  return new Watched(tillModule, { store, clock: new FakeClock(), reader, record, limits });
}

async function serve(module: LocalModule, port = 0): Promise<ModuleServer> {
  const started = await serveModules([module], { host: '127.0.0.1', port });
  servers.push(started);
  return started;
}

const urlOf = ({ port }: ModuleServer) => `http://127.0.0.1:${port}`;
const all = (caller: Caller, calls: readonly Call[]) =>
  Promise.allSettled(calls.map(({ method, request }) => caller(method, request)));

beforeEach(async () => {
  events = [];
  local = watched(new MemoryStore());
  server = await serve(local);
  remote = remoteModule(urlOf(server), new FakeClock());
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.close()));
});

const pointed: Call[] = ['a', 'b', 'cursed'].map((name) => till.point({ pointer: name, account: name }));

describe('a module in another process', () => {
  it('replies as it would in this one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyCall(), { maxLength: 12 }), async (calls) => {
        const near = inMemory(tillModule, new MemoryStore(), new FakeClock());
        const far = remoteModule(urlOf(await serve(watched(new MemoryStore()))), new FakeClock());
        for (const call of [...pointed, ...calls]) {
          const [expected] = repliesOf(await all((method, request) => near.call(method, request), [call]));
          expect(repliesOf(await all(far, [call]))).toEqual([expected]);
        }
      }),
      { numRuns: 15 },
    ));

  it('says when a call was shed before any work, so that its caller knows to come again', async () => {
    const full = watched(new MemoryStore(), { ...DEFAULT_LIMITS, capacity: 0 });
    const url = urlOf(await serve(full));
    const [shed] = await all(remoteModule(url, new FakeClock()), pointed);
    expect(shed).toMatchObject({ reason: { name: 'Unanswered', message: expect.stringContaining('try again later') } });
    expect(isOverloaded((shed as PromiseRejectedResult).reason)).toBe(true);

    const [failed] = await all(remote, [till.deposit({ pointer: 'cursed', amount: 1 })]);
    expect(isOverloaded((failed as PromiseRejectedResult).reason)).toBe(false);

    const client = createClient(tillContract.description, createGrpcTransport({ baseUrl: url }));
    const { point } = client as Record<string, (request: object) => Promise<object>>;
    await expect(point?.({ pointer: 'a' })).rejects.toMatchObject({ code: Code.ResourceExhausted });
  });

  it('tells refusals from silence', async () => {
    await all(remote, pointed);
    const answers = await all(remote, [
      till.deposit({ pointer: 'nowhere', amount: 1 }),
      till.deposit({ pointer: 'a', amount: -1 }),
      till.deposit({ pointer: 'cursed', amount: 1 }),
    ]);
    expect(repliesOf(answers)).toEqual([
      { kind: 'missing', name: 'nowhere' },
      { kind: 'tooLittle', account: 'a', amount: 0 },
      'Unanswered',
    ]);
    expect(answers[2]).toMatchObject({
      reason: { message: expect.stringMatching(/^till\.v1\.TillService\/Deposit gave no answer: [^ ]+ no deposit/) },
    });
    expect(isModuleUnreachable((answers[2] as PromiseRejectedResult).reason)).toBe(false);
  });

  it('gets each call with its trace id', async () => {
    const traceIds = ['0af7651916cd43dd8448eb211c80319c', undefined, 'b7ad6b7169203331b7ad6b7169203331'];
    await Promise.all(
      traceIds.map((traceId) =>
        remote(till.point, { pointer: 'p', account: 'a' }, traceId === undefined ? undefined : { traceId }),
      ),
    );
    expect(local.traceIds).toEqual(traceIds);
    await remote(till.deposit, { pointer: 'p', amount: 1 }, { traceId: 'deposited' });
    expect(events.map(({ traceId }) => traceId)).toEqual(['deposited']);
  });

  it('lets a call that cannot be sent fail alone', async () => {
    const answers = await all(remote, [
      till.deposit({ pointer: 'nowhere', amount: 1 }),
      till.deposit({ pointer: 'nowhere', amount: 0.5 }),
      till.deposit({ pointer: 'nowhere', amount: 2 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: expect.any(Unanswered) });
  });

  it('lets a query that cannot be answered fail alone', async () => {
    await all(remote, [...pointed, till.deposit({ pointer: 'a', amount: 7 })]);
    const good = till.getAccounts({ accounts: ['a', 'b', 'a'] });
    const answers = await all(remote, [good, till.getAccounts({ accounts: ['a\u0000'] }), good]);
    const accounts = [{ account: 'a', amount: 7 }];
    expect(repliesOf(answers)).toEqual([{ accounts }, 'Unanswered', { accounts }]);
  });

  it('gives no answer while nobody listens, and answers again when somebody does', async () => {
    await all(remote, pointed);
    await server.close();
    const gone = await all(remote, [till.close({ account: 'a' }), till.getAccounts({ accounts: [] })]);
    expect(repliesOf(gone)).toEqual(['Unanswered', 'Unanswered']);
    expect(gone.map((one) => isModuleUnreachable((one as PromiseRejectedResult).reason))).toEqual([true, true]);
    await serve(local, server.port);
    expect(await remote(till.close, { account: 'a' })).toEqual({ kind: 'missing', name: 'a' });
  });

  it('gives no answer when its database is away, and says so as it would in this process', async () => {
    const away: Store = { transact: () => Promise.reject(new StoreUnavailable('no database')) };
    const near = watched(away);
    const url = urlOf(await serve(near));
    const callers: Caller[] = [(method, request) => near.call(method, request), remoteModule(url, new FakeClock())];
    for (const caller of callers) {
      const [answer] = await all(caller, [till.close({ account: 'a' })]);
      const { reason } = answer as PromiseRejectedResult;
      expect(reason).toMatchObject({
        name: 'Unanswered',
        message: expect.stringMatching(/gave no answer.*no database/),
      });
      expect([isUnavailable(reason), isStoreUnavailable(reason), isModuleUnreachable(reason)]).toEqual([
        true,
        true,
        false,
      ]);
    }
    const client = createClient(tillContract.description, createGrpcTransport({ baseUrl: url }));
    const { point } = client as Record<string, (request: object) => Promise<object>>;
    await expect(point?.({ pointer: 'a' })).rejects.toMatchObject({ code: Code.Unavailable });
  });

  it('makes no dead letter of what a consumer asks it while its database is away', async () => {
    const store = new MemoryStore();
    let isAway = true;
    const shaky: Store = {
      transact: (work) => (isAway ? Promise.reject(new StoreUnavailable('no database')) : store.transact(work)),
    };
    const caller = remoteModule(urlOf(await serve(watched(shaky))), systemClock);
    const clock = new FakeClock();
    const asked: unknown[] = [];
    let [tries, letters] = [0, 0];
    const broker = createMemoryBroker({
      connection: new MemoryQueues().connect(),
      clock,
      onFailure: () => undefined,
      onDeadLetter: () => {
        letters += 1;
      },
    });
    broker.subscribe({
      consumer: 'secretary',
      events: [noted],
      handle: async (envelopes) => {
        tries += 1;
        for (const one of envelopes) asked.push(await caller(till.close, { account: noteOf(one) }));
      },
    });
    await broker.start();
    await broker.publish([envelope('key', 'a')]);
    // Each answer comes over a real connection, after however long; in between the consumer pauses.
    const eventually = (isSo: () => void) => {
      const passed = () => {
        clock.advance(1_000);
        isSo();
      };
      return vi.waitFor(passed, { timeout: 20_000, interval: 5 });
    };
    await eventually(() => expect(tries).toBeGreaterThanOrEqual(8));
    isAway = false;
    await eventually(() => expect(asked).toEqual([{ kind: 'missing', name: 'a' }]));
    expect(letters).toBe(0);
    await broker.stop();
  });

  it('gives no answer to a method that is not served there', async () => {
    const stranger: Method = { ...till.close, path: 'till.v1.TillService/Rob' };
    await expect(remote(stranger, { account: 'a' })).rejects.toBeInstanceOf(Unanswered);
  });

  it('speaks plain gRPC under its own service', async () => {
    const client = createClient(tillContract.description, createGrpcTransport({ baseUrl: urlOf(server) }));
    const { point, deposit } = client as Record<string, (request: object) => Promise<object>>;
    await point?.({ pointer: 'p', account: 'a' });
    expect(await deposit?.({ pointer: 'p', amount: 5n })).toMatchObject({
      outcome: { case: 'deposited', value: { account: 'a', amount: 5n } },
    });
    expect(await deposit?.({ pointer: 'q', amount: 5n })).toMatchObject({
      outcome: { case: 'missing', value: { name: 'q' } },
    });
  });
});

describe('calls on their way to another process', () => {
  let requests: CallRequest[];
  let close: () => Promise<void>;
  let answer: (request: CallRequest) => CallResult['result'][];
  let caller: Caller;

  /** A server of the batch service that writes down each request and answers as told. */
  beforeEach(async () => {
    requests = [];
    const stub = createServer(
      connectNodeAdapter({
        routes: (router) =>
          router.service(BatchService, {
            call: (request) => {
              requests.push(request);
              const results = answer(request).map((result) => create(CallResultSchema, { result }));
              return create(CallResponseSchema, { results });
            },
          }),
      }),
    );
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
    const { port } = stub.address() as AddressInfo;
    caller = remoteModule(`http://127.0.0.1:${port}`, new FakeClock());
    const sessions: ServerHttp2Session[] = [];
    stub.on('session', (session) => sessions.push(session));
    close = () =>
      new Promise((resolve) => {
        stub.close(() => resolve());
        for (const session of sessions) session.close();
      });
  });

  afterEach(() => close());

  const closed = toBinary(till.close.output, toMessage(till.close.output, { kind: 'closed', account: 'a', amount: 1 }));
  const reply = { case: 'reply' as const, value: closed };

  it('travel together when they were made together, those of one method in one request', async () => {
    answer = ({ requests: calls }) => calls.map(() => reply);
    const calls = Array.from({ length: 40 }, () => caller(till.close, { account: 'a' }));
    expect(await Promise.all(calls)).toEqual(Array(40).fill({ kind: 'closed', account: 'a', amount: 1 }));
    expect(requests.map(({ requests: sent }) => sent.length)).toEqual([40]);
  });

  it('get their own answers: one that fails, is missing or cannot be read spoils no other', async () => {
    const unknownOutcome = { case: 'reply' as const, value: new Uint8Array([0x7a, 0]) };
    answer = () => [reply, { case: 'failure', value: 'broken' }, unknownOutcome, { case: undefined }, reply];
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => caller(till.close, { account: 'a' })));
    expect(repliesOf(answers).map((one) => (typeof one === 'string' ? one : 'answered'))).toEqual([
      'answered',
      ...Array(3).fill('Unanswered'),
      'answered',
      'Unanswered',
    ]);
  });

  it('are all unanswered when their request fails', async () => {
    answer = () => {
      throw new Error('the other host is broken');
    };
    const answers = await Promise.allSettled([1, 2].map(() => caller(till.close, { account: 'a' })));
    expect(repliesOf(answers)).toEqual(['Unanswered', 'Unanswered']);
  });
});

function anyCall(): fc.Arbitrary<Call> {
  const names = fc.constantFrom('a', 'b', 'c', 'cursed', '\u{1F600}', '');
  return fc.oneof(
    fc.record({ pointer: names, account: names }).map(till.point),
    fc.record({ pointer: names, amount: fc.integer({ min: -5, max: 9 }) }).map(till.deposit),
    fc.record({ account: names }).map(till.close),
    fc.record({ accounts: fc.array(names, { maxLength: 3 }) }).map(till.getAccounts),
  );
}
