import { buildCatalogue, type RetailProduct } from '../../online-retail/build-catalogue.ts';
import { knownProductBody, productBody } from '../../online-retail/product-body.ts';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { type ProductDocument, readAll } from '../http/documents.ts';
import { refusalOf } from '../http/read-answer.ts';
import { sendPatiently } from '../http/send-patiently.ts';
import type { ShopClient } from '../http/shop-client.ts';
import { sumOf } from '../sum-of.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { keyFor, type RetailSource } from './retail-source.ts';

// The catalogue and the stock of a file through the HTTP API. Importing a file again, or going on where an import broke
// off, adds what is missing and nothing twice.

export interface ImportedCatalogue {
  readonly products: number;
  readonly goods: number;
  readonly services: number;
  /** Units that the file's own invoices need. */
  readonly units: number;
  readonly already_there: number;
  readonly rejected: number;
}

export const IMPORT_CONNECTIONS = 32;

/** @throws CommandFailed when the shop refused a product. */
export async function importCatalogue(
  client: ShopClient,
  source: RetailSource,
  terminal: Terminal,
): Promise<ImportedCatalogue> {
  const { products, rejected } = buildCatalogue(source);
  const known = await productsById(client);
  const refusals: string[] = [];
  const progress = terminal.progress('Importing products', products.length);
  await forEachAtOnce(products, IMPORT_CONNECTIONS, async (product) => {
    const refusal = await addProduct(client, source, product, known.get(product.sku));
    if (refusal !== undefined) refusals.push(`${product.sku}: ${refusal}`);
    progress.advance();
  }).finally(() => progress.done());
  if (refusals.length > 0) {
    const what = refusals.length === 1 ? 'A product was' : `${refusals.length} products were`;
    throw new CommandFailed(`${what} refused; the first is ${refusals[0]}`, EXIT_VIOLATION);
  }
  return {
    products: products.length,
    goods: products.filter(({ kind }) => kind === 'goods').length,
    services: products.filter(({ kind }) => kind === 'service').length,
    units: sumOf(products, ({ stock }) => stock),
    already_there: products.filter(({ sku }) => known.has(sku)).length,
    rejected: rejected.length,
  };
}

export async function productsById(client: ShopClient): Promise<ReadonlyMap<string, ProductDocument>> {
  const products = await readAll<ProductDocument>(client, '/products');
  return new Map(products.map((product) => [product.id, product]));
}

/** Why the shop refused the product; undefined when it is there. */
async function addProduct(
  client: ShopClient,
  source: RetailSource,
  product: RetailProduct,
  known: ProductDocument | undefined,
): Promise<string | undefined> {
  const request = { method: 'POST', path: '/products' } as const;
  const answer = await sendPatiently(
    client,
    known === undefined
      ? {
          ...request,
          body: productBody(product),
          headers: { 'idempotency-key': keyFor('import', source, product.sku) },
        }
      : { ...request, body: knownProductBody(product, known) },
  );
  return answer.status === 201 ? undefined : refusalOf(answer);
}
