/** Rows in aligned columns: the first column to the left, numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
  }
  const format = (row: readonly (string | number)[]) =>
    row
      .map((cell, column) => {
        const width = column === row.length - 1 && typeof cell === 'string' ? 0 : (widths[column] ?? 0);
        return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ');
  return rows.map((row) => `  ${format(row)}`).join('\n');
}
