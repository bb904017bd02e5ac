import type { AuditedCoupon } from '../facts.ts';

/** Each coupon is one snapshot, so what is wrong here is wrong: there is nothing to read again. */
export function wrongCoupon(coupon: AuditedCoupon): string | undefined {
  const { uses, redeemed, totalLimit, perCustomerLimit, mostByOneCustomer, miscountedCustomers } = coupon;
  if (uses !== redeemed) return `counts ${uses} uses but its live redemptions are ${redeemed}`;
  if (miscountedCustomers > 0) return `is counted wrong for ${miscountedCustomers} of its customers`;
  if (totalLimit > 0 && uses > totalLimit) return `has ${uses} uses of ${totalLimit}`;
  if (perCustomerLimit > 0 && mostByOneCustomer > perCustomerLimit) {
    return `has a customer with ${mostByOneCustomer} uses of ${perCustomerLimit}`;
  }
  return undefined;
}
