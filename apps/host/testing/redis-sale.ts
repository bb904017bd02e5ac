import { newId } from '../../../platform/lifecycle/new-id.ts';
import { Redis } from '../../../platform/redis/redis.ts';
import { RedisServer } from '../../../platform/redis/testing/redis-server.ts';
import { TcpLink } from '../../../platform/testing/tcp-link.ts';
import type { SaleOrderOutcome } from '../../../processes/sale/door.ts';
import { RedisGate } from '../../../processes/sale/gate/redis-gate.ts';
import { SaleWorld } from './sale-world.ts';

// A sale at two hosts whose gate is in a Redis of its own, each host with its own way to it. The ledger is in memory and
// time is the test's, Redis and network are real.

export const UNITS = 40;
/** A server that waits for no second replica before it feeds the first. */
export const PROMPT = ['--repl-diskless-sync-delay', '0'] as const;
/** Longer than a busy machine keeps a server from answering. */
const SILENT_MS = 2_000;
/** Of each host's clock task. */
const TEND_MS = 1_000;
/** Between two people of a crowd: what befalls them befalls some before, some while and some after they ask. */
const TURNS_APART = 20;

export class RedisSale {
  readonly world: SaleWorld;
  readonly links: readonly TcpLink[];
  readonly gates: readonly RedisGate[];
  server: RedisServer;
  /** False: a clock task that does nothing, for a planted fault. */
  isTended = true;
  readonly #connections: readonly Redis[];
  #customers = 0;

  private constructor(server: RedisServer, links: readonly TcpLink[], connections: readonly Redis[]) {
    this.server = server;
    this.links = links;
    this.#connections = connections;
    let gates: readonly RedisGate[] = [];
    this.world = new SaleWorld(links.length, (clock) => {
      gates = connections.map((redis) => new RedisGate(redis, newId, { nowMs: () => clock.nowMs() }));
      return gates;
    });
    this.gates = gates;
  }

  static async open(): Promise<RedisSale> {
    const server = await RedisServer.start(PROMPT);
    const links = await Promise.all([TcpLink.to(server.port), TcpLink.to(server.port)]);
    const connections = await Promise.all(
      links.map(({ port }) => Redis.open({ url: `redis://127.0.0.1:${port}`, commandTimeoutMs: SILENT_MS })),
    );
    const sale = new RedisSale(server, links, connections);
    await sale.world.open({ quantity: UNITS });
    return sale;
  }

  /** New customers, in turn at one host and the other. */
  async crowd(people: number): Promise<{ readonly queued: readonly string[]; readonly kinds: readonly string[] }> {
    const answers = Array.from({ length: people }, (_, person) => this.#ask(person * TURNS_APART));
    const outcomes = await this.#whileTimePasses(Promise.all(answers));
    return {
      queued: outcomes.flatMap((outcome) => (outcome.kind === 'queued' ? [outcome.orderId] : [])),
      kinds: outcomes.map(({ kind }) => kind),
    };
  }

  /** Orders whose host dies once the gate has given them units, before the ledger has heard of them. */
  async orphans(people: number): Promise<void> {
    this.world.lose = 'request';
    const lost = Array.from({ length: people }, (_, person) =>
      this.world.order(`lost-${newId()}`, 1, newId(), person % 2),
    );
    await this.#whileTimePasses(Promise.allSettled(lost));
    this.world.lose = undefined;
  }

  /** The time that a reconciler has to set everything right. */
  async tenSeconds(): Promise<void> {
    for (let second = 0; second < 10; second++) {
      this.world.clock.advance(TEND_MS);
      await this.#tend(second % 2);
    }
  }

  /** Until both hosts have a connection again. */
  async connected(): Promise<void> {
    while (this.#connections.some(({ isReady }) => !isReady)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((redis) => redis.close()));
    await Promise.all(this.links.map((link) => link.close()));
    await this.server.remove();
  }

  /** So late in the crowd. */
  async #ask(turns: number): Promise<SaleOrderOutcome> {
    this.#customers += 1;
    const customer = this.#customers;
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    return this.world.order(`customer-${customer}`, 1, newId(), customer % 2);
  }

  async #whileTimePasses<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const ended = work.finally(() => {
      isOver = true;
    });
    for (let step = 1; !isOver; step++) {
      await new Promise(setImmediate);
      this.world.clock.advance(TEND_MS / 10);
      if (step % 10 === 0) await this.#tend(step % 20 === 0 ? 0 : 1);
    }
    return ended;
  }

  async #tend(told: number): Promise<void> {
    if (!this.isTended) return;
    await this.world.deliver(told);
    await Promise.all([this.world.tend(0), this.world.tend(1)]);
  }
}
