import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';

// A token says which number in which line is whose: a JWS (RFC 7515) with HMAC-SHA-256. It is the same however often it
// is made, and good for as long as its secret is. That it is used once is for others to see to.

export interface TokenHolder {
  /** What the token is good for. */
  readonly audience: string;
  /** Whose it is. */
  readonly subject: string;
  readonly sequence: number;
}

const ISSUER = 'holdfast';
const ALGORITHM = 'HS256';

export class SignedTokens {
  readonly #key: KeyObject;

  constructor(secret: string) {
    // As long as the algorithm wants it, whatever the length of the secret.
    this.#key = createSecretKey(createHash('sha256').update(secret).digest());
  }

  sign({ audience, subject, sequence }: TokenHolder): Promise<string> {
    const claims = new SignJWT({ seq: sequence }).setIssuer(ISSUER).setAudience(audience).setSubject(subject);
    return claims.setProtectedHeader({ alg: ALGORITHM }).sign(this.#key);
  }

  /** Whose it is; undefined where it is not for this audience, or not ours. */
  async read(token: string, audience: string): Promise<TokenHolder | undefined> {
    try {
      const limits = { algorithms: [ALGORITHM], issuer: ISSUER, audience };
      const { payload } = await jwtVerify<{ seq: number }>(token, this.#key, limits);
      return { audience, subject: payload.sub ?? '', sequence: payload.seq };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
