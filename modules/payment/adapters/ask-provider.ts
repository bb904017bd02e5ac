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
    [
      payment.authorise,
      asking<typeof payment.authorise>(
        (requests) => provider.authorise(requests),
        ({ paymentId, amountMinor, currency, method }, charge) => ({
          paymentId,
          amountMinor,
          currency,
          method,
          charge,
        }),
      ),
    ],
    [
      payment.capture,
      asking<typeof payment.capture>(
        (requests) => provider.capture(idsOf(requests)),
        ({ paymentId }, charge) => ({ paymentId, charge }),
      ),
    ],
    [
      payment.void,
      asking<typeof payment.void>(
        (requests) => provider.void(idsOf(requests)),
        ({ paymentId }, charge) => ({ paymentId, charge }),
      ),
    ],
    [
      payment.refund,
      asking<typeof payment.refund>(
        (requests) => provider.refund(requests),
        ({ paymentId, refundId, amountMinor }, charge) => ({ paymentId, refundId, amountMinor, charge }),
      ),
    ],
  ]);
}

/** `answered` is the request with its answer, field by field: a copy by spread that is added to has a shape of its own. */
function asking<M>(
  ask: (requests: readonly Request<M>[]) => Promise<readonly Answered[]>,
  answered: (request: Request<M>, charge: ProviderAnswer['charge']) => Request<M> & ProviderAnswer,
): Prepare {
  return async (untyped) => {
    const requests = untyped as readonly Request<M>[];
    const answers = await ask(requests);
    return answers.map((answer, index) =>
      answer.status === 'rejected'
        ? answer
        : { status: 'fulfilled', value: answered(requests[index] as Request<M>, answer.value) },
    );
  };
}

function idsOf(requests: readonly { readonly paymentId: string }[]): string[] {
  return requests.map(({ paymentId }) => paymentId);
}
