/** The warehouse writes in capitals; a shop does not shout. What is written otherwise stays as it is. */
export function displayName(name: string): string {
  if (name === '' || name !== name.toUpperCase()) return name;
  const lower = name.toLowerCase().replace(/\s+/g, ' ').trim();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
