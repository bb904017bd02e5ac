import { buildCatalogue, type RetailProduct } from '../../online-retail/build-catalogue.ts';
import { knownProductBody, productBody } from '../../online-retail/product-body.ts';
import type { RejectedLine } from '../../online-retail/retail-line.ts';
import { withRefusals } from '../../online-retail/with-refusals.ts';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { type ProductDocument, readAll } from '../http/documents.ts';
import { refusalOf } from '../http/read-answer.ts';
import { isDefiniteRefusal, sendPatiently } from '../http/send-patiently.ts';
import type { ShopClient } from '../http/shop-client.ts';
import { sumOf } from '../sum-of.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { keyFor, type RetailSource } from './retail-source.ts';

// The catalogue and the stock of a file through the HTTP API. Importing a file again, or going on where an import broke
// off, adds what is missing and nothing twice.

/** As a program reads it, with --json. */
export interface ImportedCatalogue {
  /** Those of the file that the shop has now. */
  readonly products: number;
  readonly goods: number;
  readonly services: number;
  /** Units that the file's own invoices need, of these products. */
  readonly units: number;
  /** Those of products that were new: the stock of others is left as it is. */
  readonly units_added: number;
  readonly already_there: number;
  readonly products_refused: number;
  /** Lines of the report. */
  readonly rejected: number;
}

export interface CatalogueImport {
  readonly counts: ImportedCatalogue;
  /** Why the shop does not have a product now, by SKU. */
  readonly refusals: ReadonlyMap<string, string>;
  /** In file order: lines that nothing was made of, and lines of products that the shop does not take. */
  readonly reported: readonly RejectedLine[];
}

export const IMPORT_CONNECTIONS = 32;

/**
 * A product that the shop does not take is no reason to stop: the others are brought in, and its lines are reported.
 * @throws CommandFailed when the shop fails at one, so that nobody knows whether it takes it.
 */
export async function importCatalogue(
  client: ShopClient,
  source: RetailSource,
  terminal: Terminal,
): Promise<CatalogueImport> {
  const { products, rejected } = buildCatalogue(source);
  const known = await productsById(client);
  const refusals = new Map<string, string>();
  const progress = terminal.progress('Importing products', products.length);
  await forEachAtOnce(products, IMPORT_CONNECTIONS, async (product) => {
    const refusal = await addProduct(client, source, product, known.get(product.sku));
    if (refusal !== undefined) refusals.set(product.sku, `the shop did not take the product: ${refusal}`);
    progress.advance();
  }).finally(() => progress.done());
  const reported = withRefusals({ lines: source.lines, rejected }, refusals);
  const there = products.filter(({ sku }) => !refusals.has(sku));
  const counts = {
    products: there.length,
    goods: there.filter(({ kind }) => kind === 'goods').length,
    services: there.filter(({ kind }) => kind === 'service').length,
    units: sumOf(there, ({ stock }) => stock),
    units_added: sumOf(
      there.filter(({ sku }) => !known.has(sku)),
      ({ stock }) => stock,
    ),
    already_there: there.filter(({ sku }) => known.has(sku)).length,
    products_refused: refusals.size,
    rejected: reported.length,
  };
  return { counts, refusals, reported };
}

export async function productsById(client: ShopClient): Promise<ReadonlyMap<string, ProductDocument>> {
  const products = await readAll<ProductDocument>(client, '/products');
  return new Map(products.map((product) => [product.id, product]));
}

/** Why the shop does not take the product; undefined when it is there. */
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
  if (answer.status === 201) return undefined;
  const refusal = refusalOf(answer);
  if (isDefiniteRefusal(answer)) return refusal;
  throw new CommandFailed(
    `The shop failed at product ${product.sku}; import the file again once it is well, nothing is brought in twice: ${refusal}`,
    EXIT_VIOLATION,
  );
}
