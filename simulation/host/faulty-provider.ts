import type { PaymentProvider } from '../../modules/payment/module.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Fault } from '../world/faults.ts';
import type { HostSurroundings } from './host-surroundings.ts';

// A provider that is slow, that does not hear some requests, and whose answers to others are lost. What it does behind
// that is right.

type Answers = Awaited<ReturnType<PaymentProvider['capture']>>;

export function faultyProvider(world: HostSurroundings, clock: Clock, inner: PaymentProvider): PaymentProvider {
  const occurs = (fault: Fault, call: string): boolean => {
    if (!world.faults.occurs(fault)) return false;
    world.coverage.met(fault, { localName: call });
    world.scheduler.note(`${fault}: ${call}`);
    return true;
  };
  const asking =
    <Request>(call: string, ask: (requests: readonly Request[]) => Promise<Answers>) =>
    async (requests: readonly Request[]): Promise<Answers> => {
      if (occurs('provider slow', call)) await pause(clock, world.generator.between(100, 15_000));
      const isHeard = requests.map(() => !occurs('provider silent', call));
      const answers = (await ask(requests.filter((_, index) => isHeard[index]))).values();
      return isHeard.map((heard) => {
        const answer = heard ? answers.next().value : undefined;
        if (answer === undefined || occurs('provider reply lost', call)) return silence();
        return answer;
      });
    };
  return {
    authorise: asking('authorise', (requests) => inner.authorise(requests)),
    capture: asking('capture', (paymentIds) => inner.capture(paymentIds)),
    void: asking('void', (paymentIds) => inner.void(paymentIds)),
    refund: asking('refund', (requests) => inner.refund(requests)),
    charges: (afterPaymentId, limit) => inner.charges(afterPaymentId, limit),
  };
}

function silence(): PromiseRejectedResult {
  return { status: 'rejected', reason: new Error('the provider gave no answer') };
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
