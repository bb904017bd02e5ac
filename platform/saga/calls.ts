import { present } from '../kernel/assert.ts';
import { type Call, isAccepted } from '../rpc/contract.ts';
import type { CallContext, Doors } from '../rpc/doors.ts';
import type { Held } from './saga-logs.ts';
import type { Answer } from './saga-state.ts';
import { stepAt } from './saga-state.ts';

// What a saga sends where it stands, and what the replies mean.

const ACCEPTED: Answer = { kind: 'accepted' };

/** Sends it. Answers the first refusal, or the acceptance with the reply to the first call. */
export function dispatch(doors: Doors, held: Held): Promise<[Answer, unknown]> {
  const context = { traceId: held.row.traceId, isFirst: isFirst(held) };
  try {
    const sent = sentBy(held);
    return 'method' in sent ? sendOne(doors, sent, context) : sendAll(doors, sent, context);
  } catch (error) {
    return Promise.reject(error);
  }
}

function sendOne(doors: Doors, call: Call, context: CallContext): Promise<[Answer, unknown]> {
  return doors.call(call, context).then((reply) => [answerOf(call, reply), reply]);
}

async function sendAll(doors: Doors, calls: readonly Call[], context: CallContext): Promise<[Answer, unknown]> {
  const replies = await Promise.all(calls.map((call) => doors.call(call, context)));
  for (const [index, call] of calls.entries()) {
    const answer = answerOf(call, replies[index]);
    if (answer.kind === 'refused') return [answer, replies[index]];
  }
  return [ACCEPTED, replies[0]];
}

/** Nobody has sent the step before, this host or another. */
function isFirst({ state }: Held): boolean {
  return state.direction === 'forward' && state.attempt === 1 && state.at > state.mayHaveSent;
}

/** When the wait at which the saga stands is over; undefined where it stands at no wait. */
export function waitsUntilMs(held: Held): number | undefined {
  if (held.state.direction === 'backward') return undefined;
  const { untilMs } = stepAt(held.definition, held.state.at);
  return untilMs?.(held.row.data as never, (name) => completedAtMs(held, name));
}

/** The call or the calls of the step, or the call that undoes it. */
function sentBy(held: Held): Call | readonly Call[] {
  const { definition, state, row } = held;
  const step = stepAt(definition, state.at);
  const data = row.data as never;
  if (state.direction === 'backward') {
    const undo = present(step.undo, `undo of ${step.name}`);
    return undo(data, present(state.failure, 'failure'));
  }
  return step.send(data, (name) => completedAtMs(held, name));
}

function answerOf({ method }: Call, reply: unknown): Answer {
  return isAccepted(method, reply) ? ACCEPTED : { kind: 'refused', refusal: (reply as { kind: string }).kind };
}

function completedAtMs({ definition, state }: Held, name: string): number {
  const index = definition.steps.findIndex((step) => step.name === name);
  return present(state.completedAtMs[index], `completion of step "${name}" of ${definition.name}`);
}
