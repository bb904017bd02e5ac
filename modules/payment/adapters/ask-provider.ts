import type { Method, Request } from '../../../platform/rpc/contract.ts';
import type { Prepare } from '../../../platform/rpc/module.ts';
import type { ProviderAnswer } from '../commands/record-answer.ts';
import { payment } from '../contract.ts';
import type { Answered, PaymentProvider } from './payment-provider.ts';

// Every command asks the provider before it is decided, also when our row seems to know the answer: only the provider
// knows whether a call whose reply was lost was carried out.

/** What the platform calls with the requests that arrived together, by method. */
export function askProvider(provider: PaymentProvider): ReadonlyMap<Method, Prepare> {
  return new Map<Method, Prepare>([
    [payment.authorise, asking<typeof payment.authorise>((requests) => provider.authorise(requests))],
    [payment.capture, asking<typeof payment.capture>((requests) => provider.capture(idsOf(requests)))],
    [payment.void, asking<typeof payment.void>((requests) => provider.void(idsOf(requests)))],
    [payment.refund, asking<typeof payment.refund>((requests) => provider.refund(requests))],
  ]);
}

function asking<M>(ask: (requests: readonly Request<M>[]) => Promise<readonly Answered[]>): Prepare {
  return async (requests) => {
    const answers = await ask(requests as readonly Request<M>[]);
    return answers.map((answer) =>
      answer.status === 'rejected'
        ? answer
        : { status: 'fulfilled', value: { charge: answer.value } satisfies ProviderAnswer },
    );
  };
}

function idsOf(requests: readonly { readonly paymentId: string }[]): string[] {
  return requests.map(({ paymentId }) => paymentId);
}
