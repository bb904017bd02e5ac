import { formatMoney } from '../../web/api/money.ts';
import type { Order } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { displayName } from '../catalogue/display-name.ts';

const METHODS: Readonly<Record<string, string>> = {
  card: 'By card',
  bank_transfer: 'By bank transfer',
  cash_on_delivery: 'Cash on delivery',
  wallet: 'Store credit',
  invoice: 'By invoice',
};

export function OrderLines({ order: { items, total, discount, coupon, payment } }: { readonly order: Order }) {
  return (
    <section className="card stack" aria-label="What you ordered">
      <h2>What you ordered</h2>
      <ul className="summary-lines">
        {items.map(({ product_id, name, quantity, subtotal }) => (
          <li key={product_id}>
            <span>
              {quantity} × <Link to={`/shop/products/${encodeURIComponent(product_id)}`}>{displayName(name)}</Link>
            </span>
            <span className="numeric">{formatMoney(subtotal)}</span>
          </li>
        ))}
        {discount !== undefined && (
          <li>
            <span>Coupon {coupon}</span>
            <span className="numeric">−{formatMoney(discount)}</span>
          </li>
        )}
      </ul>
      <p className="row spread summary-total">
        <span>{METHODS[payment?.method ?? ''] ?? 'Total'}</span>
        <strong className="numeric">{formatMoney(total)}</strong>
      </p>
    </section>
  );
}
