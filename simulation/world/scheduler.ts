import { EventQueue, type QueuedEvent } from './event-queue.ts';
import type { Generator } from './generator.ts';
import { Microtasks } from './microtasks.ts';
import type { Trace } from './trace.ts';

// Time and order. Everything that is not a microtask is an event here: one at a time is taken, and what it sets off runs
// to the end before the next. So a run is a function of its seed, provided that nothing waits for the real world.

/** Whose memory an event belongs to: it vanishes with a host that crashes and waits for one that stands still. */
export interface Owner {
  readonly name: string;
  readonly isAlive: boolean;
  /** Until then nothing happens on it. */
  readonly frozenUntilMs: number;
}

interface Scheduled extends QueuedEvent {
  readonly owner: Owner | undefined;
  readonly label: string;
  task: (() => void) | undefined;
  isInTransit: boolean;
}

const START_MS = Date.UTC(2026, 0, 1);

export class Scheduler {
  readonly #generator: Generator;
  readonly #trace: Trace;
  readonly #queue = new EventQueue<Scheduled>();
  readonly #microtasks = new Microtasks();
  #nowMs = START_MS;
  #sequence = 0;
  #skippedMs = 0;
  #steps = 0;
  #inTransit = 0;

  constructor(generator: Generator, trace: Trace) {
    this.#generator = generator;
    this.#trace = trace;
  }

  /** True time, which no host knows. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  /** Time in which something could happen. */
  get livedMs(): number {
    return this.elapsedMs - this.#skippedMs;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Runs the task after the delay. The returned function cancels it. */
  after(delayMs: number, owner: Owner | undefined, label: string, task: () => void): () => void {
    const event = this.#schedule(delayMs, owner, label, task);
    return () => {
      event.task = undefined;
    };
  }

  #schedule(delayMs: number, owner: Owner | undefined, label: string, task: () => void): Scheduled {
    this.#sequence += 1;
    const event: Scheduled = {
      atMs: this.#nowMs + Math.max(0, Math.ceil(delayMs)),
      tie: this.#generator.bits(),
      sequence: this.#sequence,
      owner,
      label,
      task,
      isInTransit: false,
    };
    this.#queue.push(event);
    return event;
  }

  /** Like `after`, for what is under way from one place to another: it cannot be called back. */
  send(delayMs: number, to: Owner | undefined, label: string, task: () => void): void {
    this.#inTransit += 1;
    const event = this.#schedule(delayMs, to, label, task);
    event.isInTransit = true;
  }

  /** How much is under way. */
  get inTransit(): number {
    return this.#inTransit;
  }

  /** Lets time pass in which nobody does anything: whatever was due meanwhile is due at its end. */
  skip(ms: number): void {
    this.#skippedMs += ms;
    this.#nowMs += ms;
  }

  /** Notes something that happens within an event. */
  note(line: string): void {
    this.#trace.add(`${this.elapsedMs}     ${line}`);
  }

  /** Takes the next event and lets everything happen that follows from it. False when there is none. */
  async step(): Promise<boolean> {
    for (let event = this.#queue.pop(); event !== undefined; event = this.#queue.pop()) {
      const { task, owner } = event;
      if (task === undefined || owner?.isAlive === false) {
        if (event.isInTransit) this.#inTransit -= 1;
        continue;
      }
      if (owner !== undefined && owner.frozenUntilMs > event.atMs) {
        event.atMs = owner.frozenUntilMs;
        this.#queue.push(event);
        continue;
      }
      if (event.isInTransit) this.#inTransit -= 1;
      this.#nowMs = Math.max(this.#nowMs, event.atMs);
      this.#steps += 1;
      this.#trace.add(`${this.elapsedMs} ${owner?.name ?? 'world'} ${event.label}`);
      task();
      await this.#microtasks.drained();
      return true;
    }
    return false;
  }
}
