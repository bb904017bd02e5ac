/** A command cannot go on. The message is one sentence for the person who typed it: what is wrong and what to do. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The system is not as it should be: a violation, or books that do not balance. */
export const EXIT_VIOLATION = 1;
/** Wrongly called, or nothing to talk to. */
export const EXIT_USAGE = 2;
/** Ended by Ctrl-C, as shells count it. */
export const EXIT_INTERRUPTED = 130;
