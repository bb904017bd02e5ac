import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../platform/kernel/clock.ts';

// A gateway that closes waits for its connections. Some would keep it for ever: those that browsers and balancers open ahead
// and never use, those on which half a request came, and calls that wait for an order to end.

/** What was on its way when the gateway began to close may still come. */
const ARRIVES_WITHIN_MS = 1_000;
/** So long what has come may take to be answered. What it has begun goes on, here or at the next start. */
const ANSWERED_WITHIN_MS = 3_000;

export class Closing {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #sockets = new Set<Socket>();
  readonly #lastAnswers = new WeakMap<Socket, ServerResponse>();
  #hasBegun = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for something, and no longer than until the gateway begins to close: resolves undefined then. */
  unlessClosing<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.#hasBegun) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const leave = (): void => resolve(undefined);
      this.#waiting.add(leave);
      work.then(resolve, reject).finally(() => this.#waiting.delete(leave));
    });
  }

  /** Knows from now on what goes on at the server's connections. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', ({ socket }, answer) => this.#lastAnswers.set(socket, answer));
  }

  /** Ends every wait now, and connections in time. */
  begin(server: Server): void {
    this.#hasBegun = true;
    for (const leave of this.#waiting) leave();
    if (!server.listening) return;
    for (const socket of this.#sockets) {
      const answer = this.#lastAnswers.get(socket);
      if (answer !== undefined && !answer.headersSent) answer.setHeader('connection', 'close');
    }
    const cancels = [
      this.#clock.after(ARRIVES_WITHIN_MS, () => this.#end((socket) => !this.#isBeingAnswered(socket))),
      this.#clock.after(ANSWERED_WITHIN_MS, () => this.#end(() => true)),
    ];
    server.once('close', () => {
      for (const cancel of cancels) cancel();
    });
  }

  #end(which: (socket: Socket) => boolean): void {
    for (const socket of this.#sockets) if (which(socket)) socket.destroy();
  }

  #isBeingAnswered(socket: Socket): boolean {
    const answer = this.#lastAnswers.get(socket);
    return answer?.req.complete === true && !answer.writableFinished;
  }
}
