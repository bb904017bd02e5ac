import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { catalog } from '../contract.ts';
import { isProductKind, sameContent } from '../domain/product.ts';
import { products, skus } from '../tables.ts';

export const addProduct = command(catalog.addProduct, {
  loads: ({ productId, sku }) => [products.key(productId), skus.key(sku)],
  decide: (rows, { productId, sku, name, category, kind }) => {
    assert(isProductKind(kind), `product ${productId} is of kind "${kind}"; send "goods" or "service"`);
    const content = { sku, name, category, kind };
    const known = rows.get(products.key(productId));
    if (known !== undefined) {
      return sameContent(known, content) ? accept({ productId }) : refuse('idTaken', { productId });
    }
    const holder = rows.get(skus.key(sku));
    if (holder !== undefined) return refuse('skuTaken', { sku, productId: holder.productId });

    return accept(
      { productId },
      products.put({ productId, ...content }),
      skus.put({ sku, productId }),
      event(catalog.ProductAdded, productId, { productId, ...content }),
    );
  },
});
