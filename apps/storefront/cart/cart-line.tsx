import { useEffect, useState } from 'react';
import { formatMoney } from '../../web/api/money.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Field } from '../../web/design/field.tsx';
import type { Cart } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { displayName } from '../catalogue/display-name.ts';
import { ProductArt } from '../catalogue/product-art.tsx';
import { setQuantity } from './cart-store.ts';
import { quantityFault, readQuantity } from './quantity.ts';
import { useCartProblem } from './use-cart-problem.ts';

interface CartLineProps {
  readonly item: Cart['items'][number];
  /** Undefined while that is not known; null where it needs no stock. */
  readonly available: number | null | undefined;
}

export function CartLine({ item, available }: CartLineProps) {
  const { product_id: productId, sku, quantity, unit_price: unitPrice, subtotal } = item;
  const name = displayName(item.name);
  const [text, setText] = useState(String(quantity));
  const [problem, setProblem] = useCartProblem();
  const [busy, setBusy] = useState(false);
  // What the cart has in it now, whoever has changed it.
  useEffect(() => setText(String(quantity)), [quantity]);

  const change = async (wanted: number): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await setQuantity(productId, wanted);
    } catch (error) {
      setProblem(error);
      setText(String(quantity));
    } finally {
      setBusy(false);
    }
  };
  const commit = (): void => {
    const wanted = readQuantity(text);
    if (busy || quantityFault(text, null) !== undefined) return;
    if (wanted === quantity) setText(String(quantity));
    else void change(wanted);
  };

  return (
    <li className="cart-line">
      <div className="cart-line-art">
        <ProductArt sku={sku} />
      </div>
      <div className="cart-line-name">
        <Link to={`/shop/products/${encodeURIComponent(productId)}`}>{name}</Link>
        <span className="soft numeric">
          {unitPrice === undefined ? 'No price now' : `${formatMoney(unitPrice)} each`}
        </span>
        <Short available={available} quantity={quantity} />
      </div>
      <div className="cart-line-amount">
        <Field
          label={`How many of ${name}`}
          labelUnseen
          inputMode="numeric"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={commit}
          onKeyDown={({ key }) => key === 'Enter' && commit()}
          error={quantityFault(text, null) ?? problem}
        />
        <Button look="quiet" size="small" busy={busy} onClick={() => void change(0)} aria-label={`Remove ${name}`}>
          Remove
        </Button>
      </div>
      <strong className="cart-line-price numeric">{subtotal === undefined ? '' : formatMoney(subtotal)}</strong>
    </li>
  );
}

function Short({ available, quantity }: { readonly available: number | null | undefined; readonly quantity: number }) {
  if (available === undefined || available === null || available >= quantity) return null;
  if (available === 0) return <Badge tone="negative">Sold out</Badge>;
  return <Badge tone="caution">Only {available} left</Badge>;
}
