import { isAccepted, type Method } from '../../../platform/rpc/contract.ts';
import type { Module } from '../../../platform/rpc/module.ts';
import type { CommandHistory } from '../../../platform/testing/batch-equals-sequence.ts';

/** How often random commands were accepted and refused. A history whose commands all fail would prove nothing. */
export class Outcomes {
  readonly #accepted = new Map<Method, number>();
  readonly #refused = new Map<Method, number>();

  /** A reply that is a text says why its command failed: neither an acceptance nor a refusal. */
  count(history: readonly CommandHistory[], replies: readonly unknown[]): void {
    for (const [index, { method }] of history.entries()) {
      const reply = replies[index];
      if (typeof reply === 'string') continue;
      const counted = isAccepted(method, reply) ? this.#accepted : this.#refused;
      counted.set(method, (counted.get(method) ?? 0) + 1);
    }
  }

  /** Commands of the module that were never accepted, or that can be refused and never were. */
  missing({ commands }: Module): string[] {
    return commands.flatMap(({ method }) => [
      ...(this.#accepted.has(method) ? [] : [`${method.localName} was never accepted`]),
      ...(this.#refused.has(method) || !canRefuse(method) ? [] : [`${method.localName} was never refused`]),
    ]);
  }
}

function canRefuse({ accepted, output }: Method): boolean {
  return accepted !== undefined && output.fields.length > 1;
}
