import { useEffect, useState } from 'react';

/** SHA-256 of the bytes of a seed, by the browser itself; undefined while it counts, and where it may not. */
export function useSeedHash(seed: string): string | undefined {
  const [hash, setHash] = useState<string>();
  useEffect(() => {
    let wanted = true;
    const bytes = Uint8Array.from(seed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    // Only there where the page came over HTTPS, or from this machine.
    crypto.subtle?.digest('SHA-256', bytes).then((digest) => {
      const digits = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
      if (wanted) setHash(digits.join(''));
    });
    return () => {
      wanted = false;
    };
  }, [seed]);
  return hash;
}
