import type { Clock } from '../../../platform/kernel/clock.ts';
import { within } from '../../../platform/kernel/within.ts';
import { isUnavailable } from '../../../platform/messaging/broker.ts';
import { type Call, isAccepted } from '../../../platform/rpc/contract.ts';
import { type CallContext, type Doors, ModuleUnreachable, Unanswered } from '../../../platform/rpc/doors.ts';
import type { CompletedAtMs, Failure, Sent } from '../../../platform/saga/definition.ts';
import type { CheckoutData } from '../checkout-data.ts';
import { type Context, stepsOf, undoableSteps } from './contexts.ts';
import type { Act } from './participants.ts';

// What a context does about one event: calls of its module, each safe to repeat, because every id in them was chosen
// before the checkout began. A call that gives no answer is tried again a few times here; then the message is.

export interface PerformOptions {
  readonly doors: Doors;
  readonly clock: Clock;
}

export interface Task {
  readonly context: Context;
  readonly act: Act;
  readonly data: CheckoutData;
  readonly traceId: string;
  /** Why the checkout fails, where it does. */
  readonly failure: Failure;
  readonly completedAtMs: CompletedAtMs;
}

export interface Performed {
  /** The first refusal; undefined when everything was accepted. */
  readonly refused: Failure | undefined;
  /** Most attempts that one step took. */
  readonly attempts: number;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 50;

/** @throws Unanswered when a step has no answer. */
export function perform(options: PerformOptions, task: Task): Promise<Performed> {
  return task.act === 'undo'
    ? goBack(options, task)
    : goForward(options, task, stepsOf(task.data, task.context, task.act));
}

/** Stops at the first refusal. */
async function goForward(
  options: PerformOptions,
  { data, completedAtMs, traceId }: Task,
  steps: ReturnType<typeof stepsOf>,
): Promise<Performed> {
  let attempts = 1;
  for (const step of steps) {
    const asked = await ask(options, step.send(data, completedAtMs), { traceId });
    attempts = Math.max(attempts, asked.attempts);
    if (asked.refusal !== undefined) return { refused: { step: step.name, kind: asked.refusal }, attempts };
  }
  return { refused: undefined, attempts };
}

/** Undoes everything, past what is refused. */
async function goBack(options: PerformOptions, { context, data, failure, traceId }: Task): Promise<Performed> {
  let attempts = 1;
  let refused: Failure | undefined;
  for (const { name, undo } of undoableSteps(data, context)) {
    if (undo === undefined) continue;
    const asked = await ask(options, undo(data, failure), { traceId });
    attempts = Math.max(attempts, asked.attempts);
    if (asked.refusal !== undefined) refused ??= { step: name, kind: asked.refusal };
  }
  return { refused, attempts };
}

async function ask(
  options: PerformOptions,
  sent: Sent,
  context: CallContext,
): Promise<{ readonly refusal: string | undefined; readonly attempts: number }> {
  const calls = 'method' in sent ? [sent] : sent;
  for (let attempts = 1; ; attempts++) {
    try {
      const replies = await Promise.all(calls.map((call) => answerOf(options, call, context)));
      const refused = calls.findIndex((call, index) => !isAccepted(call.method, replies[index]));
      return { refusal: refused === -1 ? undefined : (replies[refused] as { kind: string }).kind, attempts };
    } catch (error) {
      if (attempts === ATTEMPTS || isUnavailable(error)) throw error;
      await new Promise<void>((resolve) => options.clock.after(FIRST_PAUSE_MS * 2 ** (attempts - 1), resolve));
    }
  }
}

/** The reply, or Unanswered when none comes in time: a consumer that waits for ever holds up everybody behind it. */
function answerOf({ doors, clock }: PerformOptions, call: Call, context: CallContext): Promise<unknown> {
  const silence = `nothing came within ${TIMEOUT_MS} ms`;
  const late = (): Error => new Unanswered(call.method.path, silence, { cause: new ModuleUnreachable(silence) });
  return within(clock, TIMEOUT_MS, doors.call(call, context), late);
}
