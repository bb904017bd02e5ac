import { describe, expect, it } from 'vitest';

import { decodeText } from './decode-text.ts';

describe('decoding a file', () => {
  it('reads UTF-8', () => expect(decodeText(Buffer.from('CAFÉ £5', 'utf8'))).toBe('CAFÉ £5'));

  it("reads Windows' western encoding where the bytes are no UTF-8", () =>
    expect(decodeText(Buffer.from('CAFÉ £5', 'latin1'))).toBe('CAFÉ £5'));
});
