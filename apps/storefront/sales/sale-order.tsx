import { useState } from 'react';
import { Button } from '../../web/design/button.tsx';
import { SelectField } from '../../web/design/field.tsx';
import { Notice } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { customerId } from '../customer/customer.ts';
import type { SaleOrdering } from './use-sale-order.ts';

const MOST_CHOICES = 10;

interface SaleOrderProps {
  readonly sale: Sale;
  /** Of the waiting room, where there is one. */
  readonly ticket: string | undefined;
  readonly ordering: SaleOrdering;
}

export function SaleOrder({ sale, ticket, ordering }: SaleOrderProps) {
  const { state, draining, per_customer_limit: limit } = sale;
  const [quantity, setQuantity] = useState('1');
  const isOpen = state === 'open' && !draining;
  const isBusy = ordering.state.kind === 'placing';
  const choices = Array.from({ length: Math.min(limit, MOST_CHOICES) }, (_, index) => String(index + 1));
  return (
    <div className="stack">
      {!isOpen && <Notice tone="caution">{closedSentence(state)}</Notice>}
      <form
        className="add-to-cart"
        onSubmit={(event) => {
          event.preventDefault();
          const body = { customer_id: customerId(), quantity: Number(quantity) };
          if (isOpen && !isBusy) ordering.order(ticket === undefined ? body : { ...body, ticket });
        }}
      >
        <SelectField label="How many" value={quantity} onChange={({ target }) => setQuantity(target.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" size="large" busy={isBusy} disabled={!isOpen}>
          Order now
        </Button>
      </form>
      <p className="field-hint">
        Paid by card, under your customer number. As soon as we say yes, your units are yours.
      </p>
    </div>
  );
}

function closedSentence(state: string): string {
  if (state === 'sold_out') return 'Sold out. Stay here: units may come back when somebody does not pay.';
  if (state === 'paused') return 'The sale is paused. It may go on: stay on this page.';
  return 'Nothing new is sold any more. Orders that were placed go on.';
}
