import { ordering } from '../../modules/order/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Consumer, Subscription } from '../../platform/messaging/broker.ts';
import { type Envelope, traceIdOf } from '../../platform/messaging/envelope.ts';
import { processOnce } from '../../platform/messaging/inbox.ts';
import type { Payload } from '../../platform/rpc/contract.ts';
import type { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { Store } from '../../platform/store/store.ts';
import { type CancellationData, cancellation } from './cancellation.saga.ts';

export const cancellationConsumer: Consumer = {
  consumer: 'cancellation',
  events: [ordering.OrderCancellationRequested],
};

/** Begins a cancellation saga for every confirmed order whose cancellation was asked for, once. */
export function beginCancellations(store: Store, engine: SagaEngine, clock: Clock): Subscription {
  const { consumer } = cancellationConsumer;
  return {
    ...cancellationConsumer,
    handle: async (envelopes) => {
      let run: (() => void) | undefined;
      try {
        run = await processOnce({ store, clock, consumer }, envelopes, (transaction, fresh) =>
          engine.beginWithin(transaction, fresh.map(sagaFor)),
        );
      } catch (error) {
        // The commit may have happened all the same: then the saga exists and nobody runs it yet.
        engine.suspectStrays();
        throw error;
      }
      run?.();
    },
  };
}

function sagaFor(envelope: Envelope): Parameters<SagaEngine['beginWithin']>[1][number] {
  const { orderId, totalMinor, coupon, storeCreditMinor } = envelope.data as Payload<
    typeof ordering.OrderCancellationRequested
  >;
  // The event happens once for an order, so its id is good for everything that its saga does once.
  const data: CancellationData = { orderId, refundId: envelope.id, totalMinor, coupon, storeCreditMinor };
  return {
    sagaId: envelope.id,
    definition: cancellation.name,
    subjectId: orderId,
    data,
    traceId: traceIdOf(envelope) ?? '',
  };
}
