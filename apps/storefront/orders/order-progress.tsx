import type { Order } from '../../web/gen/http-types.ts';
import { checkoutSteps, type Step } from './order-status.ts';

const STATES: Readonly<Record<Step['state'], string>> = {
  done: 'done',
  current: 'in progress',
  ahead: 'to come',
  broken: 'did not happen',
};

/** The way to the confirmation, step by step. */
export function OrderProgress({ order }: { readonly order: Order }) {
  return (
    <ol className="progress-steps" aria-label="Progress of your order">
      {checkoutSteps(order, order.timeline ?? []).map(({ word, state }) => (
        <li
          key={word}
          className={`progress-step progress-step-${state}`}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <span className="progress-mark" aria-hidden="true" />
          <span>
            {word} <span className="unseen">({STATES[state]})</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
