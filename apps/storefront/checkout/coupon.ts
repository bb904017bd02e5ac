/** What is wrong with a code, as a sentence. Whether it can be used is decided when the order is. */
export function couponFault(code: string): string | undefined {
  if (code.length > 200) return 'A coupon has at most 200 characters.';
  return /\s/.test(code) ? 'A coupon has no spaces.' : undefined;
}
