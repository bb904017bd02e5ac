// Text that becomes HTML or SVG. What is put into a template is escaped unless it is markup already, so that nothing a
// shop says can become part of the page.

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[];

/** Markup with what is put into it escaped. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = markup.map((piece, index) => (index === 0 ? piece : `${written(parts[index - 1] ?? '')}${piece}`));
  return new Html(pieces.join(''));
}

export const NOTHING = new Html('');

/** Safe as text and inside of quoted attributes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escaped(part);
  return typeof part === 'number' ? String(part) : part.map(({ text }) => text).join('\n');
}
