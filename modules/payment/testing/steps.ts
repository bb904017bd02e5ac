import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { type Given, scenarios } from '../../../platform/testing/scenario.ts';
import type { PaymentProvider } from '../adapters/payment-provider.ts';
import { type SandboxOptions, sandboxProvider } from '../adapters/sandbox-provider.ts';
import { payment } from '../contract.ts';
import type { Snapshot } from '../domain/charge.ts';
import { paymentModule } from '../module.ts';

// The words in which this module's tests are told.

export const PAY_1 = '00000000-0000-7000-8000-00000000b001';
export const PAY_2 = '00000000-0000-7000-8000-00000000b002';
export const PAY_3 = '00000000-0000-7000-8000-00000000b003';

/** A sandbox with an empty ledger, and the store that it is in. */
export function freshSandbox(options: Partial<SandboxOptions> = {}) {
  const ledger = new MemoryStore();
  const provider = sandboxProvider({ store: ledger, clock: new FakeClock(), random: () => 0.5, ...options });
  return { ledger, provider };
}

/** Every scenario has a provider of its own. */
export function given(...calls: readonly Given[]) {
  return givenProvider(freshSandbox().provider, ...calls);
}

export function givenProvider(provider: PaymentProvider, ...calls: readonly Given[]) {
  return scenarios(paymentModule({ provider }))(...calls);
}

/** A provider that answers its calls, whatever they ask, with these snapshots in turn. */
export function answering(...snapshots: readonly (Snapshot | undefined)[]): PaymentProvider {
  const left = [...snapshots];
  const answer = async (requests: readonly unknown[]) =>
    requests.map(() => ({ status: 'fulfilled', value: left.shift() }) as const);
  return { authorise: answer, capture: answer, void: answer, refund: answer, charges: async () => [] };
}

/** A snapshot of an authorised charge of 50.00 GBP, but for what is named. */
export function snapshot(providerVersion: number, differing: Partial<Snapshot> = {}): Snapshot {
  return {
    paymentId: PAY_1,
    status: 'authorised',
    method: 'card',
    currency: 'GBP',
    authorisedMinor: 5000,
    capturedMinor: 0,
    refundedMinor: 0,
    declineCode: '',
    refunds: [],
    providerVersion,
    ...differing,
  };
}

export function authorise(paymentId: string, amountMinor = 5000, method = 'card', currency = 'GBP') {
  return payment.authorise({ paymentId, amountMinor, currency, method });
}

export const capture = (paymentId: string) => payment.capture({ paymentId });
export const voiding = (paymentId: string) => payment.void({ paymentId });

export function refund(paymentId: string, refundId: string, amountMinor: number) {
  return payment.refund({ paymentId, refundId, amountMinor });
}
