import { EventEmitter } from 'node:events';

/** Signals that a test sends, and the exits that came of them. */
export class FakeSignals extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}
