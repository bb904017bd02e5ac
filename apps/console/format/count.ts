const COUNT = new Intl.NumberFormat('en-GB');

/** 12,345 */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** "1 order", "12 orders" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
