const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A point in time as people read it, where they are: 29 Nov 2026, 11:38. */
export function formatMoment(iso: string): string {
  return FORMAT.format(new Date(iso));
}
