import type { FakeShop } from './fake-shop.ts';

/** When the sale of a test begins and ends. */
export const STARTS = '2026-02-01T10:00:00.000Z';
export const ENDS = '2026-02-01T11:00:00.000Z';

/** The body of a sale of ten mugs. */
export function saleTerms(changes: object = {}): object {
  return {
    product_id: 'mug',
    quantity: 10,
    price: '5.00',
    starts_at: STARTS,
    ends_at: ENDS,
    per_customer_limit: 2,
    ...changes,
  };
}

/** Answers the id of a sale that was just scheduled. */
export async function scheduleSale(shop: FakeShop): Promise<string> {
  const answer = await shop.post('/sales', saleTerms());
  if (answer.statusCode !== 201) throw new Error(`the sale was not scheduled: ${answer.body}`);
  return answer.json().id;
}
