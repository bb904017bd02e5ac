import { present } from '../../platform/kernel/assert.ts';
import type { RetailFile } from './retail-line.ts';
import { gatherEvidence } from './sku-evidence.ts';
import { type SortedInvoice, sortInvoices } from './sort-invoices.ts';

export interface ReplayableLine {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

export interface ReplayableInvoice {
  readonly invoice: string;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly country: string;
  /** As the invoice's first line has it: the local time of the shop. */
  readonly at: string;
  /** In file order. Several may name one SKU, at different prices. */
  readonly lines: readonly ReplayableLine[];
}

export interface RetailInvoices {
  readonly replayable: readonly ReplayableInvoice[];
  /** Each line for which a sale invoice is refused as a whole. */
  readonly refused: readonly { readonly invoice: string; readonly line: number; readonly reason: string }[];
  /** Cancellations: the columns do not say which sale one undoes, so there is no order to cancel. */
  readonly notReplayable: readonly string[];
}

/** Sorts a file's invoices into those that can be replayed as orders and the others, in file order. */
export function buildInvoices(file: RetailFile): RetailInvoices {
  const invoices = sortInvoices(file, gatherEvidence(file.lines));
  return {
    replayable: invoices.filter(({ kind }) => kind === 'clean').map(toReplayable),
    refused: invoices
      .filter(({ kind }) => kind === 'unclean')
      .flatMap(({ faults }) => faults.map(({ invoice, line, reason }) => ({ invoice, line, reason }))),
    notReplayable: invoices.filter(({ kind }) => kind === 'cancellation').map(({ invoice }) => invoice),
  };
}

function toReplayable({ invoice, lines }: SortedInvoice): ReplayableInvoice {
  const { customerId, country, at } = present(lines[0], `the first line of clean invoice ${invoice}`);
  const sold = lines.map(({ line, sku, quantity, unitPriceMinor }) => ({ line, sku, quantity, unitPriceMinor }));
  return { invoice, customerId, country, at, lines: sold };
}
