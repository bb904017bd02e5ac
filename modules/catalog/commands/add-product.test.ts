import { describe, expect, it } from 'vitest';
import type { Request } from '../../../platform/rpc/contract.ts';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { catalog } from '../contract.ts';
import { catalogModule } from '../module.ts';

const given = scenarios(catalogModule());
const mug = { productId: 'prod_mug', sku: 'MUG', name: 'Mug', category: 'kitchen', kind: 'goods' };
const add = (changes: Partial<Request<typeof catalog.addProduct>> = {}) => catalog.addProduct({ ...mug, ...changes });

describe('adding a product', () => {
  it('tells that it can be sold from now on', async () => {
    const { events } = await given().when(add()).then({ kind: 'added', productId: 'prod_mug' });
    expect(payloadsOf(events, catalog.ProductAdded)).toEqual([mug]);
  });

  it('answers a repeated request as it did the first time, and tells nothing twice', async () => {
    const { events } = await given(add()).when(add()).then({ kind: 'added', productId: 'prod_mug' });
    expect(events).toEqual([]);
  });

  it('refuses an id that stands for something else', () =>
    given(add())
      .when(add({ name: 'Cup' }))
      .then({ kind: 'idTaken', productId: 'prod_mug' }));

  it('refuses an SKU of another product, and names that product', () =>
    given(add())
      .when(add({ productId: 'prod_cup' }))
      .then({ kind: 'skuTaken', sku: 'MUG', productId: 'prod_mug' }));

  it('leaves a refused SKU free for the product that it is added with later', () =>
    given(add(), add({ sku: 'CUP' }))
      .when(add({ productId: 'prod_cup', sku: 'CUP' }))
      .then({ kind: 'added', productId: 'prod_cup' }));

  it('fails for a kind of product that nobody knows how to sell', () =>
    expect(
      given()
        .when(add({ kind: 'secret' }))
        .then({}),
    ).rejects.toThrow('send "goods" or "service"'));
});
