import { useState } from 'react';
import { Button } from '../../web/design/button.tsx';
import { Field } from '../../web/design/field.tsx';
import { Notice } from '../../web/design/states.tsx';
import { useToast } from '../../web/design/toasts.tsx';
import { Link } from '../../web/router/router.tsx';
import { addToCart } from '../cart/cart-store.ts';
import { quantityFault, readQuantity } from '../cart/quantity.ts';
import { useCartProblem } from '../cart/use-cart-problem.ts';

interface AddToCartProps {
  readonly productId: string;
  readonly name: string;
  readonly available: number | null;
  readonly hasPrice: boolean;
  readonly onAdded: () => void;
}

export function AddToCart({ productId, name, available, hasPrice, onAdded }: AddToCartProps) {
  const tell = useToast();
  const [text, setText] = useState('1');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useCartProblem();
  const fault = quantityFault(text, available);

  const add = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await addToCart(productId, readQuantity(text));
      tell(
        <>
          {name} is in your cart. <Link to="/shop/cart">See your cart</Link>
        </>,
        'positive',
      );
      onAdded();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  if (available === 0 || !hasPrice) return <Button disabled>{hasPrice ? 'Sold out' : 'Not for sale now'}</Button>;
  return (
    <form
      className="add-to-cart"
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === undefined && !busy) void add();
      }}
    >
      <Field
        label="How many"
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
        error={fault}
      />
      <Button type="submit" look="primary" size="large" busy={busy} disabled={fault !== undefined}>
        Add to cart
      </Button>
      {problem !== undefined && (
        <Notice tone="negative" urgent>
          {problem}
        </Notice>
      )}
    </form>
  );
}
