import type { Clock } from '../kernel/clock.ts';
import type { DeadLetterFilter, DeadLetters, DeadLetterView, Redrive } from './dead-letters.ts';
import type { Envelope } from './envelope.ts';
import type { MemoryDeadLetter, MemoryQueues } from './memory-queues.ts';

/** The dead letters of the memory broker. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #queues: MemoryQueues;
  readonly #clock: Clock;

  constructor(queues: MemoryQueues, clock: Clock) {
    this.#queues = queues;
    this.#clock = clock;
  }

  async get(deadLetterId: string): Promise<DeadLetterView | undefined> {
    return this.#all().find((letter) => letter.deadLetterId === deadLetterId);
  }

  async list({
    consumer,
    status,
    before,
    limit,
  }: DeadLetterFilter & { readonly before?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const letters = this.#all()
      .filter((letter) => consumer === undefined || letter.consumer === consumer)
      .filter((letter) => status === undefined || letter.status === status)
      .filter(({ deadLetterId }) => before === undefined || Number(deadLetterId) < Number(before))
      .sort((left, right) => Number(right.deadLetterId) - Number(left.deadLetterId));
    return { letters: letters.slice(0, limit), more: letters.length > limit };
  }

  async redrive(deadLetterId: string, redrive: Redrive): Promise<boolean> {
    const letter = await this.get(deadLetterId);
    if (letter?.status === 'dead')
      this.#queues.redrive(Number(deadLetterId), { ...redrive, atMs: this.#clock.nowMs() });
    return letter !== undefined;
  }

  async redriveAll(consumer: string | undefined, redrive: Redrive): Promise<number> {
    const dead = this.#all().filter(
      (letter) => letter.status === 'dead' && (consumer ?? letter.consumer) === letter.consumer,
    );
    const atMs = this.#clock.nowMs();
    for (const { deadLetterId } of dead) this.#queues.redrive(Number(deadLetterId), { ...redrive, atMs });
    return dead.length;
  }

  async sweep(failedBeforeMs: number): Promise<number> {
    return this.#queues.forget(failedBeforeMs);
  }

  #all(): DeadLetterView[] {
    return this.#queues.deadLetters.map((letter) => this.#viewOf(letter));
  }

  #viewOf({ id, envelope, ...letter }: MemoryDeadLetter): DeadLetterView {
    const waits = this.#queues.holds(letter.consumer, letter.messageId);
    return {
      ...letter,
      deadLetterId: String(id),
      status: letter.redriven === undefined ? 'dead' : waits ? 'redriven' : 'delivered',
      envelope: JSON.parse(envelope) as Envelope,
    };
  }
}
