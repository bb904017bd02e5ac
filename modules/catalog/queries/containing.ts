/** A pattern for `ilike` that finds the text anywhere. What is special in a pattern is looked for as it stands. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
