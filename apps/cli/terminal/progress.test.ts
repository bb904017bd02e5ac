import { afterEach, expect, it, vi } from 'vitest';
import { endProgress, startProgress } from './progress.ts';

const SHOWS_CURSOR = '\x1b[?25h';
const isTTY = process.stderr.isTTY;

function screen(): string[] {
  process.stderr.isTTY = true;
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  return written;
}

afterEach(() => {
  endProgress();
  vi.restoreAllMocks();
  process.stderr.isTTY = isTTY;
});

it.each(['done', 'endProgress'])('gives the cursor back: %s', (way) => {
  const written = screen();
  const progress = startProgress('Seeds', 10);
  progress.advance();
  expect(written.join('')).not.toContain(SHOWS_CURSOR);
  if (way === 'done') progress.done();
  else endProgress();
  expect(written.join('')).toContain(SHOWS_CURSOR);

  // Whoever worked on goes on counting for a while.
  const { length } = written;
  progress.advance();
  progress.done();
  expect(written.slice(length)).toEqual([]);
});

it('shows nothing where nobody looks', () => {
  const written = screen();
  process.stderr.isTTY = false;
  startProgress('Seeds', 10).done();
  expect(written).toEqual([]);
});
