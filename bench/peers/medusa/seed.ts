import { JsonClient } from '../json-client.ts';
import { PLENTY_UNITS, PRICE, type Product, SCARCE_UNITS, type Shop, type Stock } from '../peer.ts';

// What Medusa sells, and how: put there and read through its admin API.

type Ids<Name extends string> = Readonly<Record<Name, { readonly id: string }>>;

interface SeededProduct {
  readonly variants: readonly {
    readonly id: string;
    readonly inventory_items: readonly { readonly inventory_item_id: string }[];
  }[];
}

export interface Seeded {
  readonly shop: Shop;
  stock(product: Product): Promise<Stock>;
}

export async function signIn(origin: string, email: string, password: string): Promise<JsonClient> {
  const client = new JsonClient(origin);
  const { token } = await client.demand<{ token: string }>('POST', '/auth/user/emailpass', { email, password });
  client.headers.authorization = `Bearer ${token}`;
  return client;
}

export async function seedMedusa(admin: JsonClient, origins: readonly string[]): Promise<Seeded> {
  const post = <T>(path: string, body: object): Promise<T> => admin.demand<T>('POST', `/admin${path}`, body);
  const get = <T>(path: string): Promise<T> => admin.demand<T>('GET', `/admin${path}`);
  const first = async <Name extends string>(path: string, name: Name): Promise<string> => {
    const { [name]: found } = await get<Record<Name, readonly { readonly id: string }[]>>(path);
    if (found[0] === undefined) throw new Error(`Medusa has no ${name} after its migrations.`);
    return found[0].id;
  };

  const { region } = await post<Ids<'region'>>('/regions', {
    name: 'Britain',
    currency_code: 'gbp',
    countries: ['gb'],
    payment_providers: ['pp_system_default'],
  });
  const channelId = await first('/sales-channels', 'sales_channels');
  const { api_key: key } = await post<{ api_key: { id: string; token: string } }>('/api-keys', {
    title: 'Shoppers',
    type: 'publishable',
  });
  await post(`/api-keys/${key.id}/sales-channels`, { add: [channelId] });

  const { stock_location: location } = await post<Ids<'stock_location'>>('/stock-locations', { name: 'Warehouse' });
  await post(`/stock-locations/${location.id}/sales-channels`, { add: [channelId] });
  await post(`/stock-locations/${location.id}/fulfillment-providers`, { add: ['manual_manual'] });
  const profileId = await first('/shipping-profiles', 'shipping_profiles');
  const shippingOptionId = await seedShipping(post, location.id, profileId);

  const seedProduct = async (title: Product, units: number): Promise<{ variantId: string; itemId: string }> => {
    const { product } = await post<Readonly<Record<'product', SeededProduct>>>(
      '/products?fields=*variants,*variants.inventory_items',
      {
        title,
        status: 'published',
        sales_channels: [{ id: channelId }],
        shipping_profile_id: profileId,
        options: [{ title: 'Size', values: ['One'] }],
        variants: [
          {
            title,
            sku: title,
            manage_inventory: true,
            allow_backorder: false,
            options: { Size: 'One' },
            prices: [{ currency_code: 'gbp', amount: PRICE }],
          },
        ],
      },
    );
    const [variant] = product.variants;
    const itemId = variant?.inventory_items[0]?.inventory_item_id;
    if (variant === undefined || itemId === undefined) throw new Error(`Medusa keeps no stock of ${title}.`);
    await post(`/inventory-items/${itemId}/location-levels`, { location_id: location.id, stocked_quantity: units });
    return { variantId: variant.id, itemId };
  };
  const products = {
    plenty: await seedProduct('plenty', PLENTY_UNITS),
    scarce: await seedProduct('scarce', SCARCE_UNITS),
  };

  return {
    shop: {
      peer: 'medusa',
      origins,
      products: { plenty: products.plenty.variantId, scarce: products.scarce.variantId },
      keys: { publishableKey: key.token, regionId: region.id, shippingOptionId },
    },
    stock: async (product) => {
      const { inventory_levels: levels } = await get<{
        inventory_levels: readonly { readonly stocked_quantity: number; readonly reserved_quantity: number }[];
      }>(`/inventory-items/${products[product].itemId}/location-levels`);
      const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
      return {
        onHand: sum(levels.map((level) => level.stocked_quantity)),
        reserved: sum(levels.map((level) => level.reserved_quantity)),
      };
    },
  };
}

/** One flat rate for the one country. Answers the id of the option that a shopper chooses. */
async function seedShipping(
  post: <T>(path: string, body: object) => Promise<T>,
  locationId: string,
  profileId: string,
): Promise<string> {
  const { stock_location: stocked } = await post<{
    stock_location: { fulfillment_sets: readonly { readonly id: string }[] };
  }>(`/stock-locations/${locationId}/fulfillment-sets?fields=*fulfillment_sets`, { name: 'Parcels', type: 'shipping' });
  const { fulfillment_set: set } = await post<{
    fulfillment_set: { service_zones: readonly { readonly id: string }[] };
  }>(`/fulfillment-sets/${stocked.fulfillment_sets[0]?.id}/service-zones`, {
    name: 'Britain',
    geo_zones: [{ type: 'country', country_code: 'gb' }],
  });
  const { shipping_option: option } = await post<Ids<'shipping_option'>>('/shipping-options', {
    name: 'Parcel',
    price_type: 'flat',
    service_zone_id: set.service_zones[0]?.id,
    shipping_profile_id: profileId,
    provider_id: 'manual_manual',
    type: { label: 'Parcel', code: 'parcel', description: 'In two days' },
    prices: [{ currency_code: 'gbp', amount: 5 }],
    rules: [],
  });
  return option.id;
}
