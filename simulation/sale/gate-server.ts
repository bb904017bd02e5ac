import { type Gate, GateUnavailable } from '../../processes/sale/gate/gate.ts';
import { LocalGate } from '../../processes/sale/gate/local-gate.ts';
import type { Coverage } from '../world/coverage.ts';
import type { Fault } from '../world/faults.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';

// The server of the gate that all hosts share, as Redis is. It decides as the gate in memory does; what is simulated is
// that it is another machine: words to it and from it take time and are lost, it forgets everything, comes back with what
// it knew a second ago, and cannot be reached from a host.

/** As long as a host waits for Redis. */
const TIMEOUT_MS = 250;
/** What a restart, or a failover, loses at the most. */
const LOST_MS = 1_000;

type Question = 'open' | 'take' | 'settle' | 'giveBack' | 'unsettled' | 'remaining' | 'close';

interface Change {
  readonly atMs: number;
  readonly make: (gate: Gate) => Promise<unknown>;
}

type GateWorld = Surroundings & { readonly coverage: Coverage };

export class GateServer {
  readonly #world: GateWorld;
  /** Something has been asked of it, or has befallen it, since somebody last looked. */
  isTouched = true;
  readonly #clock = { nowMs: () => this.#replayedMs ?? this.#world.scheduler.nowMs };
  readonly #cutOffUntilMs = new Map<string, number>();
  #replayedMs: number | undefined;
  #changes: Change[] = [];
  #state: LocalGate;
  #awayUntilMs = 0;
  /** It has forgotten, and nobody has told it anything since. */
  #isBlank = false;

  constructor(world: GateWorld) {
    this.#world = world;
    this.#state = new LocalGate(this.#clock);
  }

  /** What it knows, to whoever need not ask by the network. */
  get state(): Gate {
    return this.#state;
  }

  /** The server as one host reaches it. */
  connect(host: Owner): Gate {
    return {
      open: (opening) => this.#ask(host, 'open', (gate) => gate.open(opening)),
      take: (requests) => this.#ask(host, 'take', (gate) => gate.take(requests)),
      settle: async (saleId, orderIds) => {
        if (orderIds.length > 0) await this.#ask(host, 'settle', (gate) => gate.settle(saleId, orderIds));
      },
      giveBack: async (saleId, orderIds) =>
        orderIds.length === 0 ? 0 : this.#ask(host, 'giveBack', (gate) => gate.giveBack(saleId, orderIds)),
      unsettled: (...asked) => this.#ask(host, 'unsettled', (gate) => gate.unsettled(...asked)),
      remaining: (saleId) => this.#ask(host, 'remaining', (gate) => gate.remaining(saleId)),
      close: (saleId) => this.#ask(host, 'close', (gate) => gate.close(saleId)),
    };
  }

  /** FLUSHALL, or a restart without a disk. */
  forget(): void {
    this.#befell('gate forgets');
    this.#changes = [];
    this.#state = new LocalGate(this.#clock);
    this.#isBlank = true;
  }

  /** A restart, or a failover: away for a moment, then as of a second ago. */
  restore(): void {
    const { scheduler, generator } = this.#world;
    this.#befell('gate restored');
    const keptMs = scheduler.nowMs - generator.between(1, LOST_MS);
    this.#changes = this.#changes.filter(({ atMs }) => atMs <= keptMs);
    this.#state = new LocalGate(this.#clock);
    for (const { atMs, make } of this.#changes) {
      this.#replayedMs = atMs;
      void make(this.#state);
    }
    this.#replayedMs = undefined;
    this.#awayUntilMs = scheduler.nowMs + generator.between(0, 3_000);
  }

  /** The host and whoever takes its place do not reach it for a while. */
  cutOff({ name, slot }: Owner & { readonly slot: number }): void {
    const { scheduler, generator } = this.#world;
    this.#befell('gate cut off');
    scheduler.note(`${name} does not reach the gate`);
    this.#cutOffUntilMs.set(placeOf(slot), scheduler.nowMs + generator.between(500, 15_000));
  }

  heal(): void {
    this.#awayUntilMs = 0;
    this.#cutOffUntilMs.clear();
  }

  #ask<Answer>(host: Owner, question: Question, put: (gate: Gate) => Promise<Answer>): Promise<Answer> {
    const { scheduler } = this.#world;
    return new Promise((resolve, reject) => {
      const giveUp = scheduler.after(TIMEOUT_MS, host, `gate: ${question} times out`, () =>
        reject(new GateUnavailable(`no answer within ${TIMEOUT_MS} ms`)),
      );
      const delayMs = this.#delayMs(question);
      scheduler.after(delayMs, undefined, `gate: ${question} from ${host.name}`, () => {
        if (!this.#isReached(host, question)) return;
        const answer = this.#put(question, put);
        if (this.#occurs('gate reply lost', question)) return;
        scheduler.after(this.#delayMs(question), host, `gate: ${question} is answered`, () => {
          if (!this.#isReached(host, question)) return;
          giveUp();
          answer.then(resolve, reject);
        });
      });
    });
  }

  #put<Answer>(question: Question, put: (gate: Gate) => Promise<Answer>): Promise<Answer> {
    const { coverage, scheduler } = this.#world;
    if (this.#isBlank) coverage.met('gate forgets', { localName: `gate ${question}` });
    if (question === 'open') this.#isBlank = false;
    if (question === 'unsettled' || question === 'remaining') return put(this.#state);
    this.#changes.push({ atMs: scheduler.nowMs, make: put });
    this.isTouched = true;
    return put(this.#state);
  }

  #isReached({ name }: Owner, question: Question): boolean {
    const { nowMs } = this.#world.scheduler;
    const isAway = nowMs < this.#awayUntilMs;
    const isCutOff = nowMs < (this.#cutOffUntilMs.get(name.split('.')[0] ?? name) ?? 0);
    if (isAway) this.#met('gate restored', question);
    if (isCutOff) this.#met('gate cut off', question);
    return !isAway && !isCutOff;
  }

  #occurs(fault: Fault, question: Question): boolean {
    if (!this.#world.faults.occurs(fault)) return false;
    this.#met(fault, question);
    return true;
  }

  #delayMs(question: Question): number {
    const { generator } = this.#world;
    return this.#occurs('gate slow', question) ? generator.between(10, 2 * TIMEOUT_MS) : generator.between(0, 2);
  }

  #met(fault: Fault, question: Question): void {
    this.#world.coverage.met(fault, { localName: `gate ${question}` });
    this.#world.scheduler.note(`${fault}: ${question}`);
  }

  #befell(fault: Fault): void {
    this.isTouched = true;
    this.#world.scheduler.note(fault);
  }
}

function placeOf(slot: number): string {
  return `host ${slot}`;
}
