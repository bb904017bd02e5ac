// Every problem that the API answers with. The slug is the stable part: it ends the `type` URN and is the `code`.

interface ProblemType {
  readonly status: number;
  readonly title: string;
  readonly description: string;
}

const types = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    description: 'A field is missing, unknown, of the wrong type or out of its range; `errors` names each by its path.',
  },
  malformed_json: {
    status: 400,
    title: 'The body is not JSON',
    description: 'The body could not be read as JSON in UTF-8.',
  },
  malformed_request: {
    status: 400,
    title: 'The request is not HTTP as we understand it',
    description: 'The URL, a header or the framing of the request could not be read.',
  },
  invalid_idempotency_key: {
    status: 400,
    title: 'The idempotency key is not valid',
    description: 'A key is 1 to 200 printable ASCII characters, bare or in double quotes.',
  },
  unauthenticated: {
    status: 401,
    title: 'Credentials are needed',
    description: 'The call names nobody, or somebody that we do not know.',
  },
  forbidden: {
    status: 403,
    title: 'This is for staff',
    description:
      'Agreed prices, invoices, sagas, dead letters, stock, wallets and the audit are for staff and service keys.',
  },
  foreign_site: {
    status: 403,
    title: 'Not from another site',
    description:
      'Without authentication only this machine is served: by a loopback name, and to no page of another site.',
  },
  ticket_required: {
    status: 403,
    title: 'A ticket is required',
    description: 'The sale has a waiting room: `POST /sales/{id}/tickets` gives a place in it.',
  },
  ticket_invalid: {
    status: 403,
    title: 'The ticket is not valid',
    description: 'A ticket is good for one sale and one customer, as it was signed.',
  },
  turn_lost: {
    status: 403,
    title: 'The turn is over',
    description: 'The customer was let in and did not order in time; others were let in after that.',
  },
  limit_reached: {
    status: 403,
    title: 'The limit of this sale is reached',
    description: 'A customer may have so many units over all of their orders in the sale; `limit` says how many.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    description: 'Nothing has this id, or nothing is served at this path.',
  },
  unknown_product: {
    status: 404,
    title: 'A product is not known',
    description: 'The request names a product that the catalogue does not have; `errors` says where.',
  },
  unknown_view: {
    status: 404,
    title: 'There is no such view',
    description: 'GET /admin/projections lists the views that can be rebuilt; `errors` says which one is not there.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    description: 'The path exists under other methods; `Allow` lists them.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not come in time',
    description: 'A request has 30 seconds to arrive in full.',
  },
  idempotency_key_in_use: {
    status: 409,
    title: 'The first call with this key is still running',
    description: 'Repeat the call after `Retry-After` seconds to get its answer.',
  },
  too_late: {
    status: 409,
    title: 'It is too late to cancel this order',
    description:
      'The order has left the warehouse, in part at least. To cancel once more what is cancelled already is answered as the first time.',
  },
  cart_checked_out: {
    status: 409,
    title: 'The cart has become an order',
    description: 'A cart becomes one order; `order_id` names it.',
  },
  id_taken: {
    status: 409,
    title: 'The product id is taken',
    description: 'Another product has this id, or this product has another price.',
  },
  sku_taken: {
    status: 409,
    title: 'The SKU is taken',
    description: 'Another product has this SKU; `product_id` names it.',
  },
  code_taken: {
    status: 409,
    title: 'The code is taken',
    description: 'Another coupon has this code, in whichever case.',
  },
  limit_below_uses: {
    status: 409,
    title: 'The coupon has been used more often',
    description: 'A limit is not set below what has been used; `uses` says how much that is.',
  },
  below_reserved: {
    status: 409,
    title: 'The stock is needed',
    description: 'The adjustment would leave less on hand than is reserved.',
  },
  hold_confirmed: {
    status: 409,
    title: 'The hold is sold',
    description: 'Its order has been bought: cancel the order, and the stock comes back with the money.',
  },
  sold_out: {
    status: 409,
    title: 'Sold out',
    description: 'Nothing is left of this sale, or less than was asked for. Units may come back while it is open.',
  },
  ticket_used: {
    status: 409,
    title: 'The ticket was used',
    description: 'A ticket is good for one order; `order_id` names the one that has used it.',
  },
  no_waiting_room: {
    status: 409,
    title: 'The sale has no waiting room',
    description: 'Orders of this sale need no ticket.',
  },
  sale_short: {
    status: 409,
    title: 'There is not enough stock',
    description: 'Less than the quantity of the sale is available to be set aside.',
  },
  sale_action_not_possible: {
    status: 409,
    title: 'The sale cannot do that any more',
    description: '`sale_state` says how it stands.',
  },
  saga_action_not_possible: {
    status: 409,
    title: 'The saga cannot do that any more',
    description: 'The saga has ended or is past its pivot.',
  },
  wallet_exists: {
    status: 409,
    title: 'The customer has a wallet',
    description: 'A customer has one wallet in each currency; `wallet_id` names it.',
  },
  wallet_closed: {
    status: 409,
    title: 'The wallet is closed',
    description: 'Nothing moves into or out of a closed wallet.',
  },
  wallet_not_empty: {
    status: 409,
    title: 'The wallet is not empty',
    description: 'A wallet is closed when nothing is left in it; `balance` says what is.',
  },
  insufficient_funds: {
    status: 409,
    title: 'There is not enough in the wallet',
    description: 'The wallet has less than that; `balance` says how much.',
  },
  version_mismatch: {
    status: 412,
    title: 'It has changed since you read it',
    description: '`If-Match` names another version than the current one: read it again.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    description: 'A body is at most 1 MiB.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not sent as JSON',
    description: 'Send `Content-Type: application/json`.',
  },
  expectation_failed: {
    status: 417,
    title: 'What the request expects is not done here',
    description: '`Expect` asks for something else than `100-continue`: send the request without it.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The key belongs to another request',
    description: 'This key was used with another method, path or body. Choose a new key for a new request.',
  },
  no_price: {
    status: 422,
    title: 'A product has no price',
    description: 'The product is not on the price list and the line names no price; `errors` says which.',
  },
  amount_not_positive: {
    status: 422,
    title: 'The order is worth nothing',
    description: 'A price is more than zero, and so is what the lines of an order add up to before a coupon.',
  },
  amount_too_large: {
    status: 422,
    title: 'The order is worth too much',
    description: 'The total leaves the range in which amounts are exact.',
  },
  sale_over: {
    status: 410,
    title: 'The sale is over',
    description: 'Nothing is sold in it any more.',
  },
  not_admitted: {
    status: 425,
    title: 'It is not the turn of this ticket',
    description: 'The customer was not let in yet: try again after `Retry-After` seconds, or follow the ticket.',
  },
  order_queued: {
    status: 425,
    title: 'The order waits for its checkout',
    description: 'An order of a sale is cancelled once its checkout has begun: try again after `Retry-After` seconds.',
  },
  too_early: {
    status: 425,
    title: 'The sale has not begun',
    description: '`starts_at` says when it does; `Retry-After` how many seconds that is.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    description:
      'Of one client, or customer of a sale, so many are accepted in a window; `RateLimit-Policy` says how many.',
  },
  order_withdrawn: {
    status: 410,
    title: 'The order was withdrawn before it was placed',
    description:
      'A part of the shop did not answer in time. Nothing was charged: order again with a new idempotency key.',
  },
  invalid_amount: {
    status: 422,
    title: 'The amount is not valid',
    description: 'What moves into or out of a wallet is more than 0, and what was ever put in can be counted exactly.',
  },
  currency_mismatch: {
    status: 422,
    title: 'The wallet has another currency',
    description: 'A wallet moves its own currency only; `currency` names it.',
  },
  cart_empty: {
    status: 422,
    title: 'The cart is empty',
    description: 'An order has at least one line.',
  },
  cart_too_large: {
    status: 422,
    title: 'The cart is full',
    description: 'The cart may not hold that much; `limit` says how much it may.',
  },
  not_stocked: {
    status: 422,
    title: 'The product is a service',
    description: 'Services are sold without stock.',
  },
  request_headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    description: 'The headers of a request are at most 16 KiB.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    description: 'The fault is ours and has been logged under `trace_id`.',
  },
  overloaded: {
    status: 503,
    title: 'Too much is going on',
    description: 'The call was shed before any work was done: repeat it after `Retry-After` seconds.',
  },
  unavailable: {
    status: 503,
    title: 'A part of the shop does not answer',
    description: 'Repeat the call after `Retry-After` seconds, with the same idempotency key.',
  },
  sale_paused: {
    status: 503,
    title: 'The sale is paused',
    description: 'It is paused, or drains, and may go on: try again after `Retry-After` seconds.',
  },
  queue_full: {
    status: 503,
    title: 'The queue is full',
    description: 'More orders wait than can be served soon; nothing was done. Try again after `Retry-After` seconds.',
  },
  outcome_unknown: {
    status: 503,
    title: 'Whether the order was placed is not known yet',
    description: '`order_id` names the order: ask for it, or repeat the call with the same idempotency key.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    description: '`not_ready` names the parts that are not: ask again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemSlug = keyof typeof types;

export const PROBLEM_TYPES: Readonly<Record<ProblemSlug, ProblemType>> = types;

export const PROBLEM_SLUGS = Object.keys(types) as ProblemSlug[];

/** The `type` of a problem. */
export function problemUrn(slug: ProblemSlug): string {
  return `urn:holdfast:problem:${slug}`;
}
