import { newKey } from '../../web/api/new-key.ts';

// Who shops. There are no accounts: a browser is a guest under a number of its own, unless its person has a customer
// number and says so.

const KEY = 'holdfast.customer';
const LONGEST = 200;

export function customerId(): string {
  const known = localStorage.getItem(KEY);
  if (known !== null) return known;
  const guest = `guest-${newKey().slice(0, 10)}`;
  localStorage.setItem(KEY, guest);
  return guest;
}

export function rememberCustomer(id: string): void {
  localStorage.setItem(KEY, id);
}

/** What is wrong with a customer number, as a sentence. */
export function customerFault(id: string): string | undefined {
  if (id.trim() === '') return 'Enter a customer number, or the guest number that we gave you.';
  if (id.length > LONGEST) return `A customer number has at most ${LONGEST} characters.`;
  if (/\p{Cc}/u.test(id) || /^\.\.?$/.test(id)) return 'That is no customer number.';
  return undefined;
}
