import type { RetailProduct } from '../../online-retail/build-catalogue.ts';
import {
  type KnownProduct,
  knownProductBody,
  type ProductBody,
  productBody,
} from '../../online-retail/product-body.ts';
import type { RejectedLine } from '../../online-retail/retail-line.ts';
import { withRefusals } from '../../online-retail/with-refusals.ts';
import { type BulkProgress, runBulk } from '../actions/bulk-run.ts';
import type { CatalogueFile } from './catalogue-file.ts';

// A file's products through the HTTP API, as `holdfast import` has them: what is missing is added, and nothing twice.
// What came of each line is known in the end: it is behind a product that the shop has, or it is in the report.

export interface ImportShop {
  /** Products that are there already, by id. */
  known(): Promise<ReadonlyMap<string, KnownProduct>>;
  add(product: ProductBody): Promise<unknown>;
  pause(seconds: number): Promise<void>;
}

export interface Imported {
  readonly added: number;
  readonly alreadyThere: number;
  /** Products that are not there now, or of which nobody knows. */
  readonly missing: number;
  /** In file order: lines that little or nothing was made of, and lines of products that the shop does not have. */
  readonly reported: readonly RejectedLine[];
}

export interface Import {
  readonly file: CatalogueFile;
  readonly shop: ImportShop;
  onProgress(progress: BulkProgress): void;
  /** Begins nothing more once it is aborted; what has begun ends. */
  readonly signal: AbortSignal;
}

const STOPPED = 'the import was stopped before it came to the product';

export async function importCatalogue({ file, shop, onProgress, signal }: Import): Promise<Imported> {
  const products = new Map(file.products.map((product) => [product.sku, product]));
  const known = await shop.known();
  const begun = new Set<string>();
  const { failed } = await runBulk({
    ids: signal.aborted ? [] : [...products.keys()],
    act: (sku) => {
      begun.add(sku);
      return shop.add(bodyOf(products.get(sku), known.get(sku), sku));
    },
    onProgress,
    signal,
    pause: shop.pause,
  });
  const missing = new Map(failed.map(({ id, why }) => [id, `the shop did not take the product: ${why}`]));
  for (const sku of products.keys()) {
    if (!begun.has(sku)) missing.set(sku, STOPPED);
  }
  const there = [...products.keys()].filter((sku) => !missing.has(sku));
  const alreadyThere = there.filter((sku) => known.has(sku)).length;
  return {
    added: there.length - alreadyThere,
    alreadyThere,
    missing: missing.size,
    reported: withRefusals(file, missing),
  };
}

function bodyOf(product: RetailProduct | undefined, known: KnownProduct | undefined, sku: string): ProductBody {
  if (product === undefined) throw new TypeError(`the file has no product ${sku}`);
  return known === undefined ? productBody(product) : knownProductBody(product, known);
}
