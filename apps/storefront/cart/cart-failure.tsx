import { Button } from '../../web/design/button.tsx';
import { focusHeading } from '../../web/router/router.tsx';
import { useAskAgain } from '../../web/state/use-ask-again.ts';
import { Failure } from '../sentences/failure.tsx';
import { type FailedCart, leaveCart, loadCart } from './cart-store.ts';
import { isOfThisCart } from './is-of-this-cart.ts';

const again = (): void => void loadCart({ anew: true });

/** In the place of a cart that cannot be shown. Where that will not change, a new one can be begun: nobody is locked out. */
export function CartFailure({ failed }: { readonly failed: FailedCart }) {
  useAskAgain(failed.error, again);
  const { cartId } = failed;
  if (cartId === undefined || !isOfThisCart(failed.error)) {
    return <Failure what="Your cart" failed={failed} onRetry={again} />;
  }
  const begin = (): void => {
    leaveCart(cartId);
    // The button is gone with what it stood for: the page is read from its heading.
    focusHeading();
  };
  return (
    <Failure
      what="Your cart"
      failed={failed}
      onRetry={again}
      actions={
        <Button look="primary" onClick={begin}>
          Start with an empty cart
        </Button>
      }
    >
      <p>If it stays so, start with an empty cart: what is in this one is left behind.</p>
    </Failure>
  );
}
