import { promotion } from '../../modules/promotion/contract.ts';
import type { Coupon } from '../coupons.ts';
import type { FakeDoors } from './fake-doors.ts';

// Coupons as far as the edge can tell them from the real ones: what is quoted is always 1.00, for a coupon that is known.

const DISCOUNT_MINOR = 100;

export class FakeCoupons {
  readonly coupons = new Map<string, Coupon>();
  /** Changes by their ids, as they were first answered. */
  readonly #changes = new Map<string, Coupon>();

  answer(doors: FakeDoors): void {
    doors
      .on(promotion.quoteCoupon, ({ code: written }) => {
        const code = written.toUpperCase();
        return { code, discountMinor: this.coupons.has(code) ? DISCOUNT_MINOR : 0 };
      })
      .on(promotion.createCoupon, ({ code: written, ...terms }) => {
        const code = written.toUpperCase();
        const known = this.coupons.get(code);
        if (known !== undefined && known.couponId !== terms.couponId) return { kind: 'codeTaken' as const, code };
        if (terms.endsAtMs !== 0 && terms.endsAtMs <= terms.startsAtMs)
          return { kind: 'invalidTerms' as const, field: 'ends_at', complaint: 'must be after starts_at' };
        const coupon = known ?? { ...terms, code, active: true, uses: 0, revision: 1 };
        this.coupons.set(code, coupon);
        return { kind: 'created' as const, ...coupon };
      })
      .on(promotion.getCoupons, ({ codes }) => ({
        coupons: codes.flatMap((code) => this.coupons.get(code.toUpperCase()) ?? []),
      }))
      .on(promotion.listCoupons, ({ afterCode, limit }) => {
        const rest = [...this.coupons.values()].filter(({ code }) => code > afterCode);
        const sorted = rest.sort((left, right) => (left.code < right.code ? -1 : 1));
        return { coupons: sorted.slice(0, limit), more: sorted.length > limit };
      })
      .on(promotion.changeCoupon, ({ code, expectedRevision, changeId, ...changes }) => {
        const repeated = this.#changes.get(changeId);
        if (repeated !== undefined) return { kind: 'changed' as const, ...repeated };
        const known = this.coupons.get(code);
        if (known === undefined) return { kind: 'notFound' as const, code };
        const { revision, uses } = known;
        if (expectedRevision !== 0 && expectedRevision !== revision) return { kind: 'stale' as const, code, revision };
        if ((changes.totalLimit ?? 0) > 0 && (changes.totalLimit ?? 0) < uses)
          return { kind: 'limitBelowUses' as const, code, field: 'total_limit', uses };
        const changed = { ...known, ...(changes as Partial<Coupon>), revision: revision + 1 };
        this.coupons.set(code, changed);
        this.#changes.set(changeId, changed);
        return { kind: 'changed' as const, ...changed };
      });
  }

  /** Makes a coupon known. */
  knows(code: string, more: Partial<Coupon> = {}): void {
    const terms = { discountKind: 'fixed', value: DISCOUNT_MINOR, currency: 'GBP', minimumMinor: 0 };
    const bounds = { totalLimit: 0, perCustomerLimit: 0, startsAtMs: 0, endsAtMs: 0 };
    this.coupons.set(code, { code, couponId: code, ...terms, ...bounds, active: true, uses: 0, revision: 1, ...more });
  }
}
