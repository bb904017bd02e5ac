import './cart.css';
import { useEffect } from 'react';
import { call } from '../../web/api/api.ts';
import { buttonClass } from '../../web/design/button.tsx';
import { Empty, Notice, Skeleton } from '../../web/design/states.tsx';
import type { Cart, Product } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { Title } from '../shell/title.tsx';
import { CartFailure } from './cart-failure.tsx';
import { CartLine } from './cart-line.tsx';
import { loadCart, useCart } from './cart-store.ts';
import { CartSummary } from './cart-summary.tsx';

export function CartPage() {
  const state = useCart();
  // Prices may have moved since it was last looked at.
  useEffect(() => void loadCart({ anew: true }), []);
  return (
    <div className="stack">
      <Title>Your cart</Title>
      {state.status === 'loading' && <Skeleton lines={6} label="Loading your cart" />}
      {state.status === 'failed' && <CartFailure failed={state} />}
      {state.status === 'ready' &&
        (state.cart === undefined || state.cart.items.length === 0 ? (
          <Empty title="Your cart is empty">
            <Link to="/">See what we have</Link>
          </Empty>
        ) : (
          <FilledCart cart={state.cart} />
        ))}
    </div>
  );
}

function FilledCart({ cart }: { readonly cart: Cart }) {
  const products = useProducts(cart);
  const short = cart.items.filter(({ product_id, quantity }) => isShort(products.get(product_id), quantity));
  const isOrderable = short.length === 0 && cart.items.every(({ unit_price }) => unit_price !== undefined);
  return (
    <div className="cart">
      <div className="stack">
        {short.length > 0 && (
          <Notice tone="caution">
            Something in your cart has sold out, or there is less of it than you want. Change it to go on.
          </Notice>
        )}
        <ul className="card cart-lines">
          {cart.items.map((item) => (
            <CartLine key={item.product_id} item={item} available={products.get(item.product_id)?.available} />
          ))}
        </ul>
      </div>
      <CartSummary cart={cart}>
        {isOrderable ? (
          <Link to="/shop/checkout" className={buttonClass('primary', 'large')}>
            Go to checkout
          </Link>
        ) : (
          <p className="soft">You can order as soon as everything in your cart is there.</p>
        )}
        <Link to="/">Look further</Link>
      </CartSummary>
    </div>
  );
}

function isShort(product: Product | undefined, quantity: number): boolean {
  const available = product?.available ?? null;
  return available !== null && available < quantity;
}

/** What is in the cart as it stands now. What cannot be read is not judged: the order will tell. */
function useProducts(cart: Cart): ReadonlyMap<string, Product> {
  const ids = cart.items.map(({ product_id }) => product_id);
  const { loaded } = useLoaded(ids.join('\n'), async (signal) => {
    const asked = ids.map((id) => call('GET /products/{id}', { path: { id } }, { signal }));
    const answers = await Promise.allSettled(asked);
    return new Map(
      answers.flatMap((answer) => (answer.status === 'fulfilled' ? [[answer.value.id, answer.value] as const] : [])),
    );
  });
  return loaded.status === 'ready' ? loaded.value : new Map();
}
