export const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

type Column = (typeof COLUMNS)[number];

export interface FoundColumns {
  readonly kind: 'found';
  /** How many fields the header has, and so each row. */
  readonly width: number;
  /** The field of a row in a column, without surrounding blanks; empty where the row ends before it. */
  field(fields: readonly string[], column: Column): string;
}

interface MissingColumns {
  readonly kind: 'missing';
  readonly columns: readonly Column[];
}

/** Finds the columns by name, so that they may stand in any order and among others. */
export function findColumns(header: readonly string[]): FoundColumns | MissingColumns {
  const names = header.map((name) => name.trim());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) return { kind: 'missing', columns: missing };

  const positions = new Map(COLUMNS.map((column) => [column, names.indexOf(column)]));
  return {
    kind: 'found',
    width: names.length,
    field: (fields, column) => fields[positions.get(column) ?? -1]?.trim() ?? '',
  };
}
