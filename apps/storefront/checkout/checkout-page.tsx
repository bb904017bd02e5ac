import '../cart/cart.css';
import { Empty, Skeleton } from '../../web/design/states.tsx';
import type { Cart } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { CartFailure } from '../cart/cart-failure.tsx';
import { useCart } from '../cart/cart-store.ts';
import { CartSummary } from '../cart/cart-summary.tsx';
import { Title } from '../shell/title.tsx';
import { CheckoutForm } from './checkout-form.tsx';
import { PlacingNotice } from './placing-notice.tsx';
import { usePlacing } from './use-placing.ts';

export function CheckoutPage() {
  const state = useCart();
  const placing = usePlacing();
  return (
    <div className="stack">
      <Title>Checkout</Title>
      <PlacingNotice placing={placing.state} />
      {state.status === 'loading' && <Skeleton lines={6} label="Loading your cart" />}
      {state.status === 'failed' && <CartFailure failed={state} />}
      {state.status === 'ready' && <Ready cart={state.cart} placing={placing} />}
    </div>
  );
}

function Ready({
  cart,
  placing,
}: {
  readonly cart: Cart | undefined;
  readonly placing: ReturnType<typeof usePlacing>;
}) {
  if (cart === undefined || cart.items.length === 0) {
    // An order that is being placed says so above; its cart may be gone already.
    return placing.state.kind === 'placing' ? null : (
      <Empty title="There is nothing to order">
        <Link to="/">See what we have</Link>
      </Empty>
    );
  }
  return (
    <div className="cart">
      <CheckoutForm cart={cart} placing={placing} />
      <CartSummary cart={cart} withLines>
        <Link to="/shop/cart">Change your cart</Link>
      </CartSummary>
    </div>
  );
}
