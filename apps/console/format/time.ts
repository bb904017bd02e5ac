// Times and durations as operators read them: short, and always to the same width in a column.

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** 14:05:09 */
export function formatClock(at: string | number): string {
  return CLOCK.format(new Date(at));
}

/** 29 Nov 14:05:09 */
export function formatTime(at: string | number): string {
  return `${DAY.format(new Date(at))} ${formatClock(at)}`;
}

/** With the year, for where there is room. */
export function formatFullTime(at: string | number): string {
  return FULL.format(new Date(at));
}

const UNITS = [
  { suffix: 'd', ms: 86_400_000 },
  { suffix: 'h', ms: 3_600_000 },
  { suffix: 'min', ms: 60_000 },
] as const;

/** 12 ms, 4.2 s, 3 min 5 s, 2 h 10 min: two units at most, since nobody reads a third. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const index = UNITS.findIndex((unit) => ms >= unit.ms);
  const { suffix, ms: unitMs } = UNITS[index] ?? UNITS[2];
  const next = UNITS[index + 1] ?? { suffix: 's', ms: 1_000 };
  const rest = Math.floor((ms % unitMs) / next.ms);
  return `${Math.floor(ms / unitMs)} ${suffix}${rest === 0 ? '' : ` ${rest} ${next.suffix}`}`;
}

/** How long ago that was: "just now", "4 min ago". */
export function formatAgo(at: string | number, nowMs: number): string {
  const ms = nowMs - new Date(at).getTime();
  if (ms < 5_000) return 'just now';
  return `${ms < 60_000 ? `${Math.floor(ms / 1_000)} s` : formatDuration(ms).split(' ').slice(0, 2).join(' ')} ago`;
}
