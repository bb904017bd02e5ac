import {
  PaymentAuthorisedSchema,
  PaymentCapturedSchema,
  PaymentDeclinedSchema,
  PaymentRefundedSchema,
  PaymentService,
  PaymentVoidedSchema,
} from '../../contracts/gen/payment/v1/payment_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const payment = contract(
  PaymentService,
  {
    PaymentAuthorised: PaymentAuthorisedSchema,
    PaymentDeclined: PaymentDeclinedSchema,
    PaymentCaptured: PaymentCapturedSchema,
    PaymentVoided: PaymentVoidedSchema,
    PaymentRefunded: PaymentRefundedSchema,
  },
  { queries: ['getPayments', 'auditPayments'] },
);
