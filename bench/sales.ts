import { post, type Shop } from './servers/processes.ts';

const DAY_MS = 86_400_000;
/** Neither the limit of a customer nor the rate of requests is what is measured. */
const UNLIMITED = 1_000_000;

/** Answers where orders of it go. */
export async function openSale(shop: Shop, name: string, quantity: number): Promise<string> {
  await post(shop, '/products', { id: name, sku: name, name: `Bench ${name}`, price: '10.00', stock: quantity });
  const sale = (await post(shop, '/sales', {
    product_id: name,
    quantity,
    starts_at: new Date(Date.now() - 1_000).toISOString(),
    ends_at: new Date(Date.now() + DAY_MS).toISOString(),
    per_customer_limit: UNLIMITED,
    rate_limit: { requests: 1_000, window_ms: 1_000 },
  })) as { id: string };
  await post(shop, `/sales/${sale.id}/open`, { reason: 'a benchmark' });
  return `/sales/${sale.id}/orders`;
}

/** Orders of one unit by so many customers in turn. */
export function saleBodies(customers = 20_000): string[] {
  return Array.from({ length: customers }, (_, index) =>
    JSON.stringify({ customer_id: `bench-${index}`, quantity: 1 }),
  );
}
