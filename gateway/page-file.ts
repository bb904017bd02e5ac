/** A built file, as it is and as it was compressed. */
export interface PageFile {
  readonly contentType: string;
  readonly content: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
  /** Tells two contents apart. */
  readonly digest: string;
}

/** Built files by their path within the build, such as `storefront/index.html` and `assets/storefront-x.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;
