import type { ReactNode } from 'react';

// Line drawings on a grid of 16, in the colour of the text beside them, and never without that text.

const DRAWINGS = {
  pulse: <path d="M1.5 8.5h3l2-5 3 9.5 2-4.5h3" />,
  receipt: (
    <>
      <path d="M3 1.5h10v13l-2-1.2-1.5 1.2L8 13.3l-1.5 1.2L5 13.3l-2 1.2z" />
      <path d="M5.5 5.5h5M5.5 8.5h5" />
    </>
  ),
  steps: (
    <>
      <circle cx="3.5" cy="3.5" r="2" />
      <circle cx="12.5" cy="8" r="2" />
      <circle cx="3.5" cy="12.5" r="2" />
      <path d="M5.5 4l5 3M10.5 9l-5 3" />
    </>
  ),
  boxes: (
    <>
      <path d="M8 1.5l6 3v7l-6 3-6-3v-7z" />
      <path d="M2 4.5l6 3 6-3M8 7.5v7" />
    </>
  ),
  bolt: <path d="M9 1.5L3 9h4l-1 5.5L13 7H8.5z" />,
  envelope: (
    <>
      <rect x="1.5" y="3" width="13" height="10" rx="1.5" />
      <path d="M2 4.5l6 4.5 6-4.5" />
    </>
  ),
  shield: (
    <>
      <path d="M8 1.5l5.5 2v4.2c0 3.3-2.2 5.6-5.5 6.8-3.3-1.2-5.5-3.5-5.5-6.8V3.5z" />
      <path d="M5.5 8l1.8 1.8L10.7 6.3" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}
