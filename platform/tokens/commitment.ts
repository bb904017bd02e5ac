import { createHash } from 'node:crypto';

/** Binds to a secret without telling it: SHA-256 of the bytes of its hexadecimal digits, in hexadecimal digits. */
export function commitmentTo(secret: string): string {
  return createHash('sha256').update(Buffer.from(secret, 'hex')).digest('hex');
}
