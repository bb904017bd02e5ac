import { describe, expect, it } from 'vitest';
import { Html, html } from './html.ts';

describe('markup', () => {
  it('escapes what is put into it, as text and in attributes', () => {
    const evil = `<script>alert("it's & mine")</script>`;
    expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
      '<p title="&lt;script&gt;alert(&quot;it&#39;s &amp; mine&quot;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;it&#39;s &amp; mine&quot;)&lt;/script&gt;</p>',
    );
  });

  it('takes markup as it is, one piece or many, and numbers', () =>
    expect(html`<ul>${[1, 2].map((number) => html`<li>${number}</li>`)}</ul>${new Html('<hr>')}`.text).toBe(
      '<ul><li>1</li>\n<li>2</li></ul><hr>',
    ));
});
