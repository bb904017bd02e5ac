// What one file in the columns of the Online Retail data set says, line by line, before anything is made of it.

/** Prices of the data set are pounds sterling; the columns name no currency. */
export const RETAIL_CURRENCY = 'GBP';

/** A line that could be read. Its quantity and price may still be nonsense. */
export interface RetailLine {
  /** Where the line starts in the file, from 1; the header is usually line 1. */
  readonly line: number;
  readonly invoice: string;
  /** As written: codes that differ only in letter case are different SKUs. */
  readonly sku: string;
  /** Without surrounding blanks; empty where the file has none. */
  readonly description: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** As written: the local time of the shop. */
  readonly at: string;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly country: string;
}

/** A line that nothing is made of, and why, for the report. Invoice and SKU are empty where the line has none. */
export interface RejectedLine {
  readonly line: number;
  readonly invoice: string;
  readonly sku: string;
  readonly reason: string;
}

/** Every line of a file, in file order: readable or rejected, never neither. */
export interface RetailFile {
  readonly lines: readonly RetailLine[];
  readonly rejected: readonly RejectedLine[];
}

/** A file of which nothing can be used, told to a person. */
export interface BrokenFile {
  readonly kind: 'broken';
  /** Null when the file could not be opened. */
  readonly line: number | null;
  readonly message: string;
}
