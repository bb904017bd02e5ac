import type { SagaDefinition } from '../../platform/saga/definition.ts';
import { cancellation } from '../../processes/cancellation/cancellation.saga.ts';
import { checkout } from '../../processes/checkout/checkout.saga.ts';

/** Every saga that a host runs. Each is put under torture by saga-torture.test.ts, in a world of its own. */
export const SAGAS: readonly SagaDefinition<never>[] = [checkout, cancellation];
