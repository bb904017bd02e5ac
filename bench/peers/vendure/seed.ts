import { JsonClient } from '../json-client.ts';
import { PLENTY_UNITS, PRICE, type Product, SCARCE_UNITS, type Shop, type Stock } from '../peer.ts';
import { ADMINISTRATOR } from './config.ts';

// What Vendure sells, and how: put there and read through its admin API.

const PAYMENT_METHOD = 'dummy';
const MINOR_UNITS = 100;

interface Created {
  readonly id: string;
}

export interface Seeded {
  readonly shop: Shop;
  stock(product: Product): Promise<Stock>;
}

class Admin {
  readonly #client: JsonClient;

  constructor(origin: string) {
    this.#client = new JsonClient(origin);
  }

  async signIn(username: string, password: string): Promise<void> {
    const query = `mutation ($username: String!, $password: String!) {
      result: login(username: $username, password: $password) { ... on CurrentUser { id } } }`;
    const { headers } = await this.#client.send('POST', '/admin-api', { query, variables: { username, password } });
    const token = headers['vendure-auth-token'];
    if (typeof token !== 'string') throw new Error('Vendure did not let its own administrator in.');
    this.#client.headers.authorization = `Bearer ${token}`;
  }

  /** What the one field of the query answers, which is called `result`. @throws where it fails. */
  async ask<T>(query: string, input?: unknown): Promise<T> {
    const answer = await this.#client.send('POST', '/admin-api', { query, variables: { input } });
    const { data, errors } = answer.body as { data?: { result?: T }; errors?: unknown };
    if (data?.result === undefined) throw new Error(`Vendure answered ${query} with ${JSON.stringify(errors)}`);
    return data.result;
  }

  close(): void {
    this.#client.close();
  }
}

export async function seedVendure(origins: readonly string[], password: string): Promise<Seeded & { close(): void }> {
  const admin = new Admin(origins[0] ?? '');
  await admin.signIn(ADMINISTRATOR, password);
  const create = async (name: string, input: object): Promise<string> => {
    const query = `mutation ($input: Create${name}Input!) { result: create${name}(input: $input) { id } }`;
    return (await admin.ask<Created>(query, input)).id;
  };
  const translations = (name: string) => [{ languageCode: 'en', name, slug: name, description: name }];
  const named = (name: string) => [{ languageCode: 'en', name, description: name }];

  const countryId = await create('Country', {
    code: 'GB',
    enabled: true,
    translations: [{ languageCode: 'en', name: 'Britain' }],
  });
  const zoneId = await create('Zone', { name: 'Britain', memberIds: [countryId] });
  const taxCategoryId = await create('TaxCategory', { name: 'standard', isDefault: true });
  await create('TaxRate', { name: 'standard', enabled: true, value: 0, categoryId: taxCategoryId, zoneId });
  const channel = await admin.ask<Created>('query { result: activeChannel { id } }');
  await admin.ask('mutation ($input: UpdateChannelInput!) { result: updateChannel(input: $input) { __typename } }', {
    id: channel.id,
    defaultTaxZoneId: zoneId,
    defaultShippingZoneId: zoneId,
    defaultCurrencyCode: 'GBP',
    availableCurrencyCodes: ['GBP'],
  });
  const argument = (name: string, value: string) => ({ name, value });
  const shippingMethodId = await create('ShippingMethod', {
    code: 'parcel',
    fulfillmentHandler: 'manual-fulfillment',
    checker: { code: 'default-shipping-eligibility-checker', arguments: [argument('orderMinimum', '0')] },
    calculator: {
      code: 'default-shipping-calculator',
      arguments: [argument('rate', '500'), argument('includesTax', 'auto'), argument('taxRate', '0')],
    },
    translations: named('Parcel'),
  });
  await create('PaymentMethod', {
    code: PAYMENT_METHOD,
    enabled: true,
    handler: { code: 'dummy-payment-handler', arguments: [argument('automaticSettle', 'true')] },
    translations: named('Dummy'),
  });
  const seedProduct = async (name: Product, units: number): Promise<string> => {
    const productId = await create('Product', { enabled: true, translations: translations(name) });
    const query =
      'mutation ($input: [CreateProductVariantInput!]!) { result: createProductVariants(input: $input) { id } }';
    const variant = {
      productId,
      sku: name,
      price: PRICE * MINOR_UNITS,
      taxCategoryId,
      stockOnHand: units,
      trackInventory: 'TRUE',
      outOfStockThreshold: 0,
      useGlobalOutOfStockThreshold: false,
      translations: [{ languageCode: 'en', name }],
    };
    const [created] = await admin.ask<readonly Created[]>(query, [variant]);
    if (created === undefined) throw new Error(`Vendure made no variant of ${name}.`);
    return created.id;
  };
  const products = {
    plenty: await seedProduct('plenty', PLENTY_UNITS),
    scarce: await seedProduct('scarce', SCARCE_UNITS),
  };

  return {
    shop: { peer: 'vendure', origins, products, keys: { shippingMethodId, paymentMethod: PAYMENT_METHOD } },
    stock: async (product) => {
      const { stockLevels } = await admin.ask<{
        stockLevels: readonly { readonly stockOnHand: number; readonly stockAllocated: number }[];
      }>(
        'query ($input: ID!) { result: productVariant(id: $input) { stockLevels { stockOnHand stockAllocated } } }',
        products[product],
      );
      const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
      return {
        onHand: sum(stockLevels.map((level) => level.stockOnHand)),
        reserved: sum(stockLevels.map((level) => level.stockAllocated)),
      };
    },
    close: () => admin.close(),
  };
}
