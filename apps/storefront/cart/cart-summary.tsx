import type { ReactNode } from 'react';
import { formatMoney } from '../../web/api/money.ts';
import type { Cart } from '../../web/gen/http-types.ts';
import { sumOf } from '../../web/sum-of.ts';
import { displayName } from '../catalogue/display-name.ts';

interface CartSummaryProps {
  readonly cart: Cart;
  readonly withLines?: boolean;
  readonly children: ReactNode;
}

/** What it comes to. */
export function CartSummary({ cart, withLines = false, children }: CartSummaryProps) {
  const units = sumOf(cart.items, ({ quantity }) => quantity);
  return (
    <section className="card stack cart-summary" aria-label="Summary">
      <h2>Summary</h2>
      {withLines && (
        <ul className="summary-lines">
          {cart.items.map(({ product_id, name, quantity, subtotal }) => (
            <li key={product_id}>
              <span>
                {quantity} × {displayName(name)}
              </span>
              <span className="numeric">{subtotal === undefined ? 'No price' : formatMoney(subtotal)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="row spread summary-total" role="status">
        <span>
          {units} {units === 1 ? 'piece' : 'pieces'}
        </span>
        <strong className="numeric">{formatMoney(cart.total)}</strong>
      </p>
      {children}
    </section>
  );
}
