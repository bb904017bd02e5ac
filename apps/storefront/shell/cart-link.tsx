import { Link, useLocation } from '../../web/router/router.tsx';
import { sumOf } from '../../web/sum-of.ts';
import { useCart } from '../cart/cart-store.ts';

/** The way to the cart, with how much is in it. */
export function CartLink() {
  const state = useCart();
  const { path } = useLocation();
  const items = state.status === 'ready' ? (state.cart?.items ?? []) : [];
  const units = sumOf(items, ({ quantity }) => quantity);
  return (
    <Link to="/shop/cart" aria-current={path === '/shop/cart' ? 'page' : undefined}>
      Cart
      {units > 0 && (
        <span className="cart-count numeric">
          {units} <span className="unseen">{units === 1 ? 'piece' : 'pieces'}</span>
        </span>
      )}
    </Link>
  );
}
