import type { Reply } from '../../../platform/rpc/contract.ts';
import type { MemoryRows } from '../../../platform/rpc/module.ts';
import { compareText } from '../../../platform/store/text-order.ts';
import type { promotion } from '../contract.ts';
import { coupons, customerUses, redemptions } from '../tables.ts';

// The audit of coupons over rows in memory: what audit-coupons.ts asks of SQL, in the same order.

export type AuditedCoupon = Reply<typeof promotion.auditCoupons>['coupons'][number];

export function auditedAfter(rows: MemoryRows, afterCode: string): AuditedCoupon[] {
  const known = new Map(rows(coupons).map(({ row }) => [row.code, row]));
  const live = rows(redemptions).flatMap(({ row }) => (row.status === 'redeemed' ? [row] : []));
  const counts = rows(customerUses).map(({ row }) => row);
  const codes = new Set([...known.keys(), ...live.map(({ code }) => code), ...counts.map(({ code }) => code)]);
  return [...codes]
    .filter((code) => compareText(code, afterCode) > 0)
    .sort(compareText)
    .map((code) => {
      const redeemed = live.filter((redemption) => redemption.code === code);
      const counted = new Map(counts.filter((row) => row.code === code).map((row) => [row.customerId, row.uses]));
      const actual = new Map<string, number>();
      for (const { customerId } of redeemed) actual.set(customerId, (actual.get(customerId) ?? 0) + 1);
      const customers = [...new Set([...counted.keys(), ...actual.keys()])];
      const { totalLimit = 0, perCustomerLimit = 0, uses = 0 } = known.get(code) ?? {};
      return {
        code,
        totalLimit,
        perCustomerLimit,
        uses,
        redeemed: redeemed.length,
        miscountedCustomers: customers.filter((id) => (counted.get(id) ?? 0) !== (actual.get(id) ?? 0)).length,
        mostByOneCustomer: Math.max(0, ...actual.values()),
      };
    });
}
