import { present } from '../kernel/assert.ts';
import type { Call } from '../rpc/contract.ts';
import { type CallContext, type Doors, Unanswered } from '../rpc/doors.ts';
import type { SagaDefinition, Step } from '../saga/definition.ts';
import { narrow } from '../saga/narrow.ts';
import type { SagaStatus, Sagas, SagaView } from '../saga/saga-view.ts';
import { sagas } from '../saga/tables.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { type Crash, type Host, hostOf, LEASE_MS } from './hosts.ts';

// One saga on one store, in a world of its own, with somebody between them who decides what becomes of each call.

/** Where a saga is tortured: what it acts upon, with nothing in it that an earlier saga left. */
export interface TortureWorld {
  readonly doors: Doors;
  readonly saga: { readonly sagaId: string; readonly subjectId: string; readonly data: unknown };
  /** Sentences that say what is wrong with what the saga left behind, once it has ended so. */
  wrongAfter(status: SagaStatus, sagas: Sagas): Promise<readonly string[]>;
}

/** One definition with one kind of data. */
export interface TortureSubject {
  readonly definition: SagaDefinition<never>;
  /** Which of its optional steps the data asks for. */
  readonly variant: string;
  open(clock: FakeClock): Promise<TortureWorld>;
  /** Parts that are broken on purpose: what the suite has to notice. */
  readonly broken?: {
    definition?(definition: SagaDefinition<never>): SagaDefinition<never>;
    store?(store: Store): Store;
    doors?(doors: Doors, tagOf: (call: Call) => Tag | undefined): Doors;
  };
}

/** Which call of a saga it is. */
export interface Tag {
  readonly step: string;
  readonly direction: 'forward' | 'backward';
}

/**
 * What becomes of a call. "late" arrives when everything is over, and its sender hears nothing; "held" arrives at once,
 * its reply when the test lets it go; "vanishes" does not arrive, and "carried out" does, both without a word.
 */
export type Fate =
  | 'arrives'
  | 'arrives twice'
  | 'refused'
  | 'request lost'
  | 'reply lost'
  | 'late'
  | 'held'
  | 'vanishes'
  | 'carried out';

/** The fate of the n-th call of a saga, which is the attempt-th of its tag. */
export type Plan = (tag: Tag, attempt: number, callNumber: number) => Fate;

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const IDLE_TURNS = 10;
const STEP_MS = 1_000;

export class TortureRig {
  readonly subject: TortureSubject;
  readonly world: TortureWorld;
  readonly memory = new MemoryStore();
  /** Every call that was made, in order. */
  readonly calls: Tag[] = [];
  plan: Plan = () => 'arrives';
  readonly #clock: FakeClock;
  readonly #store: Store;
  readonly #definition: SagaDefinition<never>;
  readonly #doors: Doors;
  readonly #tags = new WeakMap<object, Tag>();
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #held: (() => void)[] = [];
  readonly #made: (() => Promise<unknown>)[] = [];
  #activity = 0;

  static async open(subject: TortureSubject): Promise<TortureRig> {
    const clock = new FakeClock();
    return new TortureRig(subject, await subject.open(clock), clock);
  }

  private constructor(subject: TortureSubject, world: TortureWorld, clock: FakeClock) {
    this.subject = subject;
    this.world = world;
    this.#clock = clock;
    const { broken = {} } = subject;
    this.#store = broken.store?.(this.memory) ?? this.memory;
    const tagged = this.#tagged(subject.definition);
    this.#definition = broken.definition?.(tagged) ?? tagged;
    this.#doors = broken.doors?.(world.doors, (call) => this.#tags.get(call)) ?? world.doors;
  }

  /** The steps that apply to the world's data, in order. */
  get steps(): readonly Step<never>[] {
    return narrow(this.subject.definition, this.world.saga.data).steps;
  }

  get pivot(): number {
    return narrow(this.subject.definition, this.world.saga.data).pivot;
  }

  async host({ crash, aheadMs = 0 }: { readonly crash?: Crash; readonly aheadMs?: number } = {}): Promise<Host> {
    const doors: Doors = { call: (call, context) => this.#carry(call, context) };
    const host = hostOf(this.#store, doors, {
      definitions: [this.#definition],
      startMs: this.#clock.nowMs() + aheadMs,
      ...(crash === undefined ? {} : { crash }),
    });
    void host.engine.start();
    await this.#idle();
    return host;
  }

  async begin({ engine }: Host): Promise<void> {
    const { definition } = this.subject;
    engine.begin({ ...this.world.saga, definition: definition.name, traceId: TRACE_ID }).catch(() => undefined);
    await this.#idle();
  }

  /** Lets time pass for these hosts and the world until the saga has ended. False when it does not. */
  async untilEnded(hosts: readonly Host[], withinMs: number): Promise<boolean> {
    for (let passedMs = 0; passedMs <= withinMs; passedMs += STEP_MS) {
      if (this.#hasEnded()) return true;
      await this.#pass(hosts, STEP_MS);
    }
    return this.#hasEnded();
  }

  /** Nobody lives through a long sleep second by second: the time jumps, and the hosts get a while to notice. */
  async sleep(hosts: readonly Host[], forMs: number): Promise<void> {
    await this.#pass(hosts, forMs);
    for (let passedMs = 0; passedMs < LEASE_MS; passedMs += STEP_MS) await this.#pass(hosts, STEP_MS);
  }

  async #pass(hosts: readonly Host[], ms: number): Promise<void> {
    for (const { clock } of hosts) clock.advance(ms);
    this.#clock.advance(ms);
    await this.#idle();
  }

  async view({ engine }: Host): Promise<SagaView | undefined> {
    return engine.view().get(this.world.saga.sagaId);
  }

  /** The requests that were held back arrive now, one after another. */
  async deliverLate(): Promise<void> {
    for (const arrive of this.#late.splice(0)) await this.#waited(arrive());
  }

  /** Every request that ever arrived arrives once more, in the order of the first time. */
  async repeatEverything(): Promise<void> {
    for (const arrive of this.#made.splice(0)) await this.#waited(arrive());
  }

  /** Replies that were held reach whoever waits for them. */
  async releaseReplies(): Promise<void> {
    for (const release of this.#held.splice(0)) release();
    await this.#idle();
  }

  async settle(): Promise<void> {
    await this.#idle();
  }

  #hasEnded(): boolean {
    const { sagaId } = this.world.saga;
    const endedAt = this.memory.rows(sagas).find(({ row }) => row.sagaId === sagaId)?.row.endedAt;
    return endedAt !== undefined && endedAt !== null;
  }

  /** A module may wait for its clock before it answers. */
  async #waited(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    work.then(
      () => {
        isDone = true;
      },
      () => {
        isDone = true;
      },
    );
    for (let turns = 0; !isDone && turns < 1_000; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Until nobody has made a call or got a reply for some turns of the event loop. */
  async #idle(): Promise<void> {
    let before = -1;
    for (let quiet = 0; quiet < IDLE_TURNS; quiet += 1) {
      if (before !== this.#activity) quiet = 0;
      before = this.#activity;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #tagged(definition: SagaDefinition<never>): SagaDefinition<never> {
    const mark = <Sent extends object>(sent: Sent, tag: Tag): Sent => {
      for (const call of Array.isArray(sent) ? sent : [sent]) this.#tags.set(call, tag);
      return sent;
    };
    const steps = definition.steps.map((step): Step<never> => {
      const { name, undo } = step;
      const undone: Step<never>['undo'] =
        undo === undefined
          ? undefined
          : (data, failure) => mark(undo(data, failure), { step: name, direction: 'backward' });
      const send: Step<never>['send'] = (data, at) => mark(step.send(data, at), { step: name, direction: 'forward' });
      return { ...step, send, undo: undone };
    });
    return { ...definition, steps };
  }

  async #carry<Request, Reply>(call: Call<Request, Reply>, context?: CallContext): Promise<Reply> {
    const tag = present(this.#tags.get(call), `a tag of ${call.method.path}`);
    this.#activity += 1;
    this.calls.push(tag);
    const attempt = this.calls.filter((one) => isSame(one, tag)).length;
    const arrive = async (): Promise<Reply> => {
      const reply = await this.#doors.call(call, context);
      this.#activity += 1;
      return reply;
    };
    switch (this.plan(tag, attempt, this.calls.length)) {
      case 'refused':
        return { kind: 'refused by the torturer' } as Reply;
      case 'request lost':
        throw new Unanswered(call.method.path, 'the request was lost');
      case 'late':
        this.#late.push(arrive);
        throw new Unanswered(call.method.path, 'the request is late');
      case 'vanishes':
        return new Promise(() => undefined);
      case 'carried out':
        await arrive();
        return new Promise(() => undefined);
      case 'reply lost':
        await arrive();
        throw new Unanswered(call.method.path, 'the reply was lost');
      case 'arrives twice':
        await arrive();
        break;
      case 'held': {
        const reply = await arrive();
        await new Promise<void>((resolve) => this.#held.push(resolve));
        return reply;
      }
      default:
    }
    this.#made.push(arrive);
    return arrive();
  }
}

function isSame(one: Tag, other: Tag): boolean {
  return one.step === other.step && one.direction === other.direction;
}

/** A host that took over sees the leases of every other one as over. */
export const AFTER_LEASE_MS = LEASE_MS + 1;
