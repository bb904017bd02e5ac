import { JsonClient } from '../json-client.ts';
import { type Checkout, type Shop, SOLD } from '../peer.ts';

// Medusa's checkout as its storefronts do it, in seven calls.

const ADDRESS = {
  first_name: 'Ada',
  last_name: 'Shopper',
  address_1: '1 High Street',
  city: 'London',
  postal_code: 'N1 1AA',
  country_code: 'gb',
};

interface Problem {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Medusa says of a conflict with another shopper's request that this one may be sent again. */
const COMPLETE_ATTEMPTS = 3;
const CONFLICT = 409;

class Refused extends Error {
  readonly status: number;

  constructor(status: number, problem: Problem) {
    super(reasonOf(status, problem));
    this.status = status;
  }
}

function againAfterConflict<T>(ask: () => Promise<T>, attempts: number): (error: Error) => Promise<T> {
  return async (error) => {
    if (attempts === 0 || !(error instanceof Refused) || error.status !== CONFLICT) throw error;
    return ask().catch(againAfterConflict(ask, attempts - 1));
  };
}

export function medusaShopper({ origins, products, keys }: Shop, shopper: number): Checkout {
  const client = new JsonClient(origins[shopper % origins.length] ?? '', {
    'x-publishable-api-key': keys.publishableKey ?? '',
  });
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const answer = await client.send('POST', `/store${path}`, body);
    if (answer.status >= 400) throw new Refused(answer.status, (answer.body ?? {}) as Problem);
    return answer.body as T;
  };
  const checkOut: Checkout = async (product) => {
    const { cart } = await ask<{ cart: { id: string } }>('/carts', { region_id: keys.regionId });
    await ask(`/carts/${cart.id}/line-items`, { variant_id: products[product], quantity: 1 });
    await ask(`/carts/${cart.id}`, {
      email: `shopper-${shopper}@example.com`,
      shipping_address: ADDRESS,
      billing_address: ADDRESS,
    });
    await ask(`/carts/${cart.id}/shipping-methods`, { option_id: keys.shippingOptionId });
    const { payment_collection: payment } = await ask<{ payment_collection: { id: string } }>('/payment-collections', {
      cart_id: cart.id,
    });
    await ask(`/payment-collections/${payment.id}/payment-sessions`, { provider_id: 'pp_system_default' });
    // A cart that could not be completed is answered with 200, too.
    const complete = () => ask<{ type: 'order' } | { type: 'cart'; error: Problem }>(`/carts/${cart.id}/complete`, {});
    const completed = await complete().catch(againAfterConflict(complete, COMPLETE_ATTEMPTS - 1));
    return completed.type === 'order' ? SOLD : reasonOf(200, completed.error);
  };
  return (product) =>
    checkOut(product).catch((error: Error) => {
      if (error instanceof Refused) return error.message;
      throw error;
    });
}

/** Without the ids that a message may hold, so that like reasons are counted together. */
function reasonOf(status: number, { type, code, message }: Problem): string {
  const said = message?.replaceAll(/\b[a-z]+_[0-9A-Z]{26}\b/g, '(id)').slice(0, 120);
  return [status, code ?? type, said].filter((part) => part !== undefined).join(' ');
}
