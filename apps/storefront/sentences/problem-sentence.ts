import { Refused, Unreachable } from '../../web/api/api.ts';

// What a shopper is told when something is refused: what it means to them, and what they can do. Codes, ids and the
// words of the API stay out of it.

type Sentence = string | ((refused: Refused) => string);

const soon = ({ retryAfterSeconds = 1 }: Refused): string =>
  retryAfterSeconds < 60 ? `${retryAfterSeconds} seconds` : `${Math.ceil(retryAfterSeconds / 60)} minutes`;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  invalid_request: 'Something in the form is not as it should be. Please look at it again.',
  not_found: 'We could not find that. It may be gone.',
  unknown_product: 'We do not sell this any more. Please take it out of your cart.',
  no_price: 'One of the products has no price at the moment. Please take it out of your cart.',
  cart_empty: 'Your cart is empty.',
  cart_too_large: 'Your cart cannot hold that many.',
  cart_checked_out: 'You have already ordered what was in this cart.',
  amount_too_large: 'That is more than we can put on one order.',
  amount_not_positive: 'There is nothing to pay for in this order.',
  forbidden: 'This is not open to you.',
  unauthenticated: 'Please sign in first.',
  payload_too_large: 'That is more than we can put on one order.',
  idempotency_key_reused:
    'You have ordered from this cart before, and something else. Your orders show it: if you order now, that is another order.',
  order_withdrawn: 'Your order could not be placed in time. Nothing was charged. Please order again.',
  insufficient_funds: 'There is not enough store credit for this order.',
  currency_mismatch: 'Your store credit is in another currency.',
  wallet_closed: 'Your store credit is closed.',
  sold_out: 'Sold out. Units may come back while the sale is open, when somebody does not pay.',
  limit_reached: ({ problem }) =>
    `You have reached the limit of this sale: ${String(problem.limit ?? 'so many')} for each customer, over all orders.`,
  too_early: 'The sale has not begun yet.',
  sale_over: 'The sale is over.',
  sale_paused: 'The sale is paused. It may go on: please stay on this page.',
  rate_limited: (refused) => `That was very quick. Please try again in ${soon(refused)}.`,
  queue_full: (refused) => `So many people are ordering that we cannot take yours yet. Try again in ${soon(refused)}.`,
  ticket_required: 'This sale has a waiting room. Please take a place in it first.',
  ticket_invalid: 'Your place is not valid any more. Please take a new one.',
  ticket_used: 'You have already ordered with your place. Your orders show it.',
  turn_lost: 'Your turn has passed, and the place was given to somebody else.',
  not_admitted: 'It is not your turn yet.',
  too_late: 'It is too late to cancel this order.',
  overloaded: (refused) => `A lot is going on right now. Nothing was done. Please try again in ${soon(refused)}.`,
  unavailable: 'A part of our shop does not answer at the moment. Please try again in a moment.',
  outcome_unknown: 'We do not know yet whether your order was placed. Your orders will show it.',
};

const UNREACHABLE = 'We cannot reach the shop. Please check your connection; we keep what you have entered.';
/** Of what the storefront itself will not do, by the name of the error. */
const OWN = {
  CartIsBeingOrdered:
    'What is in your cart is being ordered, and we have no answer yet. The checkout shows what becomes of it.',
  Lapsed:
    'An order of this cart was sent long ago, and its answer never came. Your orders show whether it was placed: please look there first.',
} as const;
const OTHER = 'Something went wrong on our side. Please try again in a moment.';

/** A sentence for anything that a call may throw. */
export function problemSentence(error: unknown): string {
  if (error instanceof Unreachable) return UNREACHABLE;
  if (error instanceof Error && error.name in OWN) return OWN[error.name as keyof typeof OWN];
  if (!(error instanceof Refused)) return OTHER;
  const sentence = SENTENCES[error.code] ?? OTHER;
  return typeof sentence === 'string' ? sentence : sentence(error);
}
