import { promotion } from '../../modules/promotion/contract.ts';
import type { FakeDoors } from './fake-doors.ts';

// Coupons as far as the edge can tell them from the real ones: one that takes 1.00 off, whatever is bought.

const DISCOUNT_MINOR = 100;

export class FakeCoupons {
  answer(doors: FakeDoors): void {
    doors.on(promotion.quoteCoupon, ({ code: written }) => {
      const code = written.toUpperCase();
      return { code, discountMinor: code === 'POUND' ? DISCOUNT_MINOR : 0 };
    });
  }
}
