import { isCausedBy } from '../kernel/causes.ts';
import type { Call } from './contract.ts';

// How rooms call modules. The host binds each service to a module in this process or to a remote one; no caller can tell.

/** What travels with a call beside its request. */
export interface CallContext {
  /** W3C trace id, 32 hex digits, of the work that the call belongs to. */
  readonly traceId?: string;
  /** The sender has not sent this call before. A hint that saves look-ups: a wrong one costs time and changes nothing. */
  readonly isFirst?: boolean;
}

export interface Doors {
  /**
   * Carries one call to its module and answers its reply. Refusals are replies; a rejection (`Unanswered`) means that
   * nobody knows whether the call took effect.
   */
  call<Request, Reply>(call: Call<Request, Reply>, context?: CallContext): Promise<Reply>;
}

/** The module could not be reached, did not answer in time, or failed while it worked. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly path: string;

  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path} gave no answer: ${detail}`, options);
    this.path = path;
  }
}

/** Among the causes of an `Unanswered`: nobody was reached, or said anything in time. It is no matter of what was asked. */
export class ModuleUnreachable extends Error {
  override readonly name = 'ModuleUnreachable';
}

/** True when the error says that the module was away, rather than that it failed at this call. */
export function isModuleUnreachable(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof ModuleUnreachable);
}
