import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { SignedTokens } from './signed-tokens.ts';

const SALE = '00000000-0000-7000-8000-00000000d001';
const OTHER = '00000000-0000-7000-8000-00000000d002';
const ANN = { audience: SALE, subject: 'ann', sequence: 7 };

const tokens = new SignedTokens('a secret of this shop');

describe('a signed token', () => {
  it('names its holder, at any host and after a restart', async () => {
    expect(await new SignedTokens('a secret of this shop').read(await tokens.sign(ANN), SALE)).toEqual(ANN);
  });

  it('is the same however often it is asked for', async () => {
    expect(await tokens.sign(ANN)).toBe(await tokens.sign(ANN));
  });

  it('is good for its own audience', async () => {
    expect(await tokens.read(await tokens.sign(ANN), OTHER)).toBeUndefined();
  });

  it('cannot be signed with another secret', async () => {
    expect(await tokens.read(await new SignedTokens('a guess').sign(ANN), SALE)).toBeUndefined();
  });

  it('cannot be changed', async () => {
    const [header, , signature] = (await tokens.sign(ANN)).split('.');
    const [, payload] = (await tokens.sign({ ...ANN, sequence: 0 })).split('.');
    expect(await tokens.read([header, payload, signature].join('.'), SALE)).toBeUndefined();
  });

  it('is signed, by our algorithm', async () => {
    const unsigned = new UnsecuredJWT({ seq: 0 }).setIssuer('holdfast').setAudience(SALE).setSubject('ann').encode();
    expect(await tokens.read(unsigned, SALE)).toBeUndefined();
    const secret = new TextEncoder().encode('a secret of this shop'.padEnd(64));
    const claims = new SignJWT({ seq: 0 }).setIssuer('holdfast').setAudience(SALE).setSubject('ann');
    const other = await claims.setProtectedHeader({ alg: 'HS512' }).sign(secret);
    expect(await tokens.read(other, SALE)).toBeUndefined();
  });

  it.each(['', 'a signed token', 'a.b.c', '..'])('is not %j', async (text) => {
    expect(await tokens.read(text, SALE)).toBeUndefined();
  });
});
