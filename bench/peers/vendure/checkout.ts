import { JsonClient } from '../json-client.ts';
import { type Checkout, type Shop, SOLD } from '../peer.ts';

// Vendure's checkout of a guest through its shop API, in six calls.

const ORDER = '... on Order { id state } ... on ErrorResult { errorCode message }';

const STEPS = {
  add: `mutation ($variant: ID!) { result: addItemToOrder(productVariantId: $variant, quantity: 1) { ${ORDER} } }`,
  customer: `mutation ($email: String!) { result: setCustomerForOrder(input: { emailAddress: $email, firstName: "Ada", lastName: "Shopper" }) { ${ORDER} } }`,
  address: `mutation { result: setOrderShippingAddress(input: { fullName: "Ada Shopper", streetLine1: "1 High Street", city: "London", postalCode: "N1 1AA", countryCode: "GB" }) { ${ORDER} } }`,
  shipping: `mutation ($method: ID!) { result: setOrderShippingMethod(shippingMethodId: [$method]) { ${ORDER} } }`,
  arrange: `mutation { result: transitionOrderToState(state: "ArrangingPayment") { ${ORDER} } }`,
  pay: `mutation ($method: String!) { result: addPaymentToOrder(input: { method: $method, metadata: {} }) { ${ORDER} } }`,
};

interface Answered {
  readonly data?: { readonly result: { readonly state?: string; readonly errorCode?: string } | null } | null;
  readonly errors?: readonly { readonly message: string }[];
}

class Refused extends Error {}

export function vendureShopper({ origins, products, keys }: Shop, shopper: number): Checkout {
  const client = new JsonClient(origins[shopper % origins.length] ?? '');
  const ask = async (step: keyof typeof STEPS, variables: object = {}): Promise<string> => {
    const { status, headers, body } = await client.send('POST', '/shop-api', { query: STEPS[step], variables });
    const token = headers['vendure-auth-token'];
    if (typeof token === 'string') client.headers.authorization = `Bearer ${token}`;
    const { data, errors } = (body ?? {}) as Answered;
    const state = data?.result?.state;
    if (state !== undefined) return state;
    throw new Refused(`${step}: ${data?.result?.errorCode ?? errors?.[0]?.message.slice(0, 120) ?? status}`);
  };
  const checkOut: Checkout = async (product) => {
    // A guest whom the shop has never seen, as the one before is done.
    client.headers.authorization = '';
    await ask('add', { variant: products[product] });
    await ask('customer', { email: `shopper-${shopper}@example.com` });
    await ask('address');
    await ask('shipping', { method: keys.shippingMethodId });
    await ask('arrange');
    const state = await ask('pay', { method: keys.paymentMethod });
    return state === 'PaymentSettled' ? SOLD : `pay: ${state}`;
  };
  return (product) =>
    checkOut(product).catch((error: Error) => {
      if (error instanceof Refused) return error.message;
      throw error;
    });
}
