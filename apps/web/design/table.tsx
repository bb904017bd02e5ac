import './table.css';
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand on the right, one below the other. */
  readonly numeric?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** A table that scrolls sideways within itself where it is too wide; reachable for the keyboard when it does. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard
    <section className="table-frame" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <HeadCells columns={columns} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What the columns are called, for the row at the head of a table. */
export function HeadCells<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return columns.map(({ name, numeric }) => (
    <th key={name} scope="col" className={numeric ? 'table-numeric' : undefined}>
      {name}
    </th>
  ));
}

/** The cells of one row. */
export function Cells<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: Row }) {
  return columns.map(({ name, cell, numeric }) => (
    <td key={name} className={numeric ? 'table-numeric' : undefined}>
      {cell(row)}
    </td>
  ));
}
