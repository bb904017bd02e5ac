import { type FormEvent, useRef, useState } from 'react';
import { formatMoney } from '../../web/api/money.ts';
import { Button } from '../../web/design/button.tsx';
import { Choices, Field } from '../../web/design/field.tsx';
import type { Cart } from '../../web/gen/http-types.ts';
import { customerFault, customerId, rememberCustomer } from '../customer/customer.ts';
import { couponFault } from './coupon.ts';
import type { OrderBody } from './open-order.ts';
import type { Placing } from './use-placing.ts';

const METHODS = [
  {
    value: 'card',
    label: 'Card',
    hint: 'Charged when your goods are set aside. The bank of this sandbox declines more than £500.',
  },
  { value: 'bank_transfer', label: 'Bank transfer' },
  { value: 'cash_on_delivery', label: 'Cash on delivery' },
  { value: 'wallet', label: 'Store credit', hint: 'Paid from what you have with us; no bank is asked.' },
] as const;
type Method = (typeof METHODS)[number]['value'];

interface CheckoutFormProps {
  readonly cart: Cart;
  readonly placing: Placing;
}

export function CheckoutForm({ cart, placing }: CheckoutFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [customer, setCustomer] = useState(customerId);
  const [coupon, setCoupon] = useState('');
  const [method, setMethod] = useState<Method>('card');
  const [shown, setShown] = useState(false);
  const faults = { customer: customerFault(customer), coupon: couponFault(coupon.trim()) };
  const isBusy = placing.state.kind === 'placing';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    setShown(true);
    if (faults.customer !== undefined || faults.coupon !== undefined) {
      // What is wrong is where the person goes on.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    rememberCustomer(customer.trim());
    placing.order(cart.id, orderBody(cart, { customer: customer.trim(), coupon: coupon.trim(), method }));
  };

  return (
    <form ref={form} className="card stack" onSubmit={submit} noValidate>
      <Field
        label="Customer number"
        hint="You are a guest under this number. If you have one of your own, enter it."
        value={customer}
        onChange={({ target }) => setCustomer(target.value)}
        error={shown ? faults.customer : undefined}
        autoComplete="off"
        required
      />
      <Choices
        legend="How do you want to pay?"
        name="method"
        choices={METHODS}
        value={method}
        onChange={(value) => setMethod(METHODS.find((each) => each.value === value)?.value ?? 'card')}
      />
      <Field
        label="Coupon"
        hint="If you have one. It is taken off when you order; if it cannot be used, you are not charged."
        value={coupon}
        onChange={({ target }) => setCoupon(target.value)}
        error={shown ? faults.coupon : undefined}
        autoComplete="off"
        autoCapitalize="characters"
      />
      <Button type="submit" look="primary" size="large" busy={isBusy}>
        Order and pay {formatMoney(cart.total)}
      </Button>
      <p className="field-hint">You pay the prices on this page. If one has changed, nothing is charged.</p>
    </form>
  );
}

interface Choice {
  readonly customer: string;
  readonly coupon: string;
  readonly method: Method;
}

/** Each line with the price that the shopper has seen: where it does not hold any more, the order comes to nothing. */
function orderBody(cart: Cart, { customer, coupon, method }: Choice): OrderBody {
  return {
    customer_id: customer,
    payment_method: method,
    items: cart.items.map(({ product_id, quantity, unit_price }) => ({
      product_id,
      quantity,
      price: unit_price?.amount,
    })),
    ...(coupon === '' ? {} : { coupon }),
  };
}
