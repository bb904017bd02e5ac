import { type BatchLimits, DEFAULT_LIMITS } from '../batching/batch-loop.ts';
import { BatchedCommands, BatchedQueries } from '../batching/batched-commands.ts';
import type { Command } from '../batching/command.ts';
import type { BatchContext, CommittedEvent, EndedBatch } from '../batching/execute-batch.ts';
import { settledInHalves } from '../batching/in-halves.ts';
import { WorkingSet } from '../batching/working-set.ts';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { within } from '../kernel/within.ts';
import { repeat } from '../lifecycle/repeat.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Key, Table } from '../store/table.ts';
import type { Call, Method } from './contract.ts';
import { type CallContext, type Doors, Unanswered } from './doors.ts';
import type { KeyedQuery, Module, ModuleGauge, Prepare, Reader } from './module.ts';

// A module running in this process: commands go through its batches, keyed queries are answered together, SQL queries
// one by one. Requests and replies are passed as they are; nothing is serialised.

export interface ModuleResources {
  readonly store: Store;
  readonly reader: Reader;
  readonly clock: Clock;
  /** Adds events to the module's outbox within the transaction. False when none of them has to be told. */
  record(transaction: Transaction, events: readonly CommittedEvent[]): boolean;
  /** Called once recorded events have been committed. */
  recorded?(): void;
  /** Called once a batch, when it has ended. */
  batchEnded?(batch: EndedBatch): void;
  readonly limits?: BatchLimits;
}

/** What is outside may be slow for some, and silent for one: it keeps nobody else waiting. */
const PREPARING: BatchLimits = { ...DEFAULT_LIMITS, slowAfterMs: 500 };
/** As long as a saga waits for a step. What comes later is not lost: whoever asks again by the same id is told. */
const PREPARED_WITHIN_MS = 10_000;

type Handler = (request: unknown, context: CallContext | undefined) => Promise<unknown>;

export class LocalModule {
  readonly module: Module;
  readonly #handlers = new Map<string, Handler>();
  readonly #commands: BatchedCommands;
  readonly #queries: BatchedQueries;
  readonly #resources: ModuleResources;

  constructor(module: Module, resources: ModuleResources) {
    this.module = module;
    this.#resources = resources;
    const { store, clock } = resources;
    const tables = module.tables.filter((table) => !table.appendOnly || table.readBack);
    const context: BatchContext = { ...resources, store, tables };
    this.#commands = new BatchedCommands(module.name, context, clock, resources.limits);
    this.#queries = new BatchedQueries(clock);
    for (const command of module.commands) this.#addCommand(command);
    for (const query of module.keyedQueries) this.#addKeyedQuery(query);
    for (const query of module.sqlQueries) {
      this.#handlers.set(query.method.path, (request) => query.run(resources.reader, request));
    }
    for (const query of module.storeQueries ?? []) {
      this.#handlers.set(query.method.path, (request) => store.transact((reading) => query.run(reading, request)));
    }
    for (const method of module.contract.methods) present(this.#handlers.get(method.path), `handler of ${method.path}`);
  }

  /** Commands that wait for their batch. */
  get depth(): number {
    return this.#commands.depth;
  }

  call(method: Method, request: unknown, context?: CallContext): Promise<unknown> {
    const handler = present(this.#handlers.get(method.path), `handler of ${method.path}`);
    return handler(request, context).catch((error: unknown) => {
      throw new Unanswered(method.path, (error as Error).message, { cause: error });
    });
  }

  /** The module's gauges, to be read now. */
  gauges(): readonly { readonly gauge: ModuleGauge; read(): Promise<ReadonlyMap<string, number>> }[] {
    const { reader, clock } = this.#resources;
    return (this.module.gauges ?? []).map((gauge) => ({ gauge, read: () => gauge.read(reader, clock) }));
  }

  /** Starts the module's own tasks. The returned function stops them and resolves when the last run has ended. */
  startTasks(doors: Doors, report: (task: string, error: Error) => void): () => Promise<void> {
    const stops = (this.module.tasks ?? []).map((task) =>
      repeat(
        this.#resources.clock,
        task.everyMs,
        () => task.run(doors, this.#resources.reader, this.#resources.clock),
        (error) => report(task.name, error),
      ),
    );
    return async () => {
      await Promise.all(stops.map((stop) => stop()));
    };
  }

  /** Resolves when no command is prepared, waits or runs. */
  async drained(): Promise<void> {
    // In this order: what has been prepared joins the batches.
    await this.#queries.drained();
    await this.#commands.drained();
  }

  #addCommand(command: Command): void {
    const { path } = command.method;
    const prepare = this.module.prepare?.get(command.method);
    const submit: Handler = (request, context) => this.#commands.submit(command, request, context);
    this.#handlers.set(path, prepare === undefined ? submit : this.#prepared(path, prepare, submit));
  }

  /** Requests that arrive together are prepared together, then join the module's batches. */
  #prepared(path: string, prepare: Prepare, submit: Handler): Handler {
    const { clock } = this.#resources;
    const late = () => new Error(`nothing came from outside within ${PREPARED_WITHIN_MS} ms`);
    const inTime: Prepare = (requests) => within(clock, PREPARED_WITHIN_MS, prepare(requests), late);
    this.#queries.add(`prepare ${path}`, inTime, PREPARING);
    return async (request, context) => {
      const prepared = await this.#queries.submit(`prepare ${path}`, request);
      return submit(prepared, context);
    };
  }

  #addKeyedQuery(query: KeyedQuery): void {
    const { path } = query.method;
    this.#queries.add(path, (requests) => this.#answerTogether(query, requests));
    this.#handlers.set(path, (request) => this.#queries.submit(path, request));
  }

  /** A request that cannot be answered fails alone. */
  #answerTogether(query: KeyedQuery, requests: readonly unknown[]): Promise<readonly PromiseSettledResult<unknown>[]> {
    return settledInHalves(requests, (part) => this.#answerOnce(query, part));
  }

  #answerOnce(query: KeyedQuery, requests: readonly unknown[]): Promise<readonly unknown[]> {
    return this.#resources.store.transact(async (transaction) => {
      const byTable = new Map<Table, Map<string, Key>>();
      for (const request of requests) {
        for (const key of query.loads(request)) {
          const keys = byTable.get(key.table) ?? new Map<string, Key>();
          byTable.set(key.table, keys.set(key.id, key));
        }
      }
      const rows = new WorkingSet();
      for (const [table, keys] of byTable) {
        const wanted = [...keys.values()];
        rows.loaded(wanted, await transaction.load(table, wanted, { lock: false }));
      }
      return requests.map((request) => query.answer(rows, request));
    });
  }
}

/** Calls of this process's modules and, by `remote`, of all others. */
export function doorsOf(
  modules: readonly LocalModule[],
  remote: ReadonlyMap<
    string,
    (method: Method, request: unknown, context?: CallContext) => Promise<unknown>
  > = new Map(),
): Doors {
  const targets = new Map(remote);
  for (const local of modules) {
    targets.set(local.module.contract.service, (method, request, context) => local.call(method, request, context));
  }
  return {
    call: <Request, Reply>({ method, request }: Call<Request, Reply>, context?: CallContext): Promise<Reply> => {
      const target = targets.get(method.service);
      if (target === undefined) return Promise.reject(new Unanswered(method.path, `${method.service} runs nowhere`));
      return target(method, request, context) as Promise<Reply>;
    },
  };
}
