import type { Module } from '../../platform/rpc/module.ts';
import { askProvider } from './adapters/ask-provider.ts';
import type { PaymentProvider } from './adapters/payment-provider.ts';
import { authorise } from './commands/authorise.ts';
import { capture } from './commands/capture.ts';
import { refund } from './commands/refund.ts';
import { voidPayment } from './commands/void.ts';
import { payment } from './contract.ts';
import { auditPayments } from './queries/audit-payments.ts';
import { getPayments } from './queries/get-payments.ts';
import { payments } from './tables.ts';

export type { PaymentProvider } from './adapters/payment-provider.ts';
export { sandboxProvider } from './adapters/sandbox-provider.ts';

export interface PaymentOptions {
  readonly provider: PaymentProvider;
}

export function paymentModule({ provider }: PaymentOptions): Module {
  return {
    name: 'payment',
    contract: payment,
    tables: [payments],
    commands: [authorise, capture, voidPayment, refund],
    keyedQueries: [getPayments],
    sqlQueries: [auditPayments(provider)],
    prepare: askProvider(provider),
  };
}
