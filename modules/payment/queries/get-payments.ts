import { keyedQuery } from '../../../platform/rpc/module.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import { paymentView } from './payment-view.ts';

export const getPayments = keyedQuery(payment.getPayments, {
  loads: ({ paymentIds }) => paymentIds.map((paymentId) => payments.key(paymentId)),
  answer: (rows, { paymentIds }) => ({
    payments: [...new Set(paymentIds)].flatMap((paymentId) => {
      const key = payments.key(paymentId);
      const row = rows.get(key);
      return row === undefined ? [] : [paymentView(row, rows.version(key))];
    }),
  }),
});
