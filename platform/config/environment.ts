import type { RateLimit } from '../ratelimit/rate-limiter.ts';

// Reads the process environment with types. Every fault names its variable and what it should be; all of them are
// reported together, so that a person mends a configuration once.

/** Neither is 0, nor more than a limiter can remember for. */
const RATE = /^([1-9]\d{0,6})\/([1-9]\d{0,7})ms$/;

/** As people write numbers: what JavaScript also takes for one, such as a blank, "1e3" or "0x10", is a slip. */
const WHOLE = /^(0|[1-9]\d*)$/;
const DECIMAL = /^\d*\.?\d+$/;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used. The message has one line per variable. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #faults: string[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The value, or the default where the variable is unset or empty. */
  text<Default extends string | undefined>(name: string, otherwise: Default): string | Default {
    const value = this.#environment[name];
    return value === undefined || value === '' ? otherwise : value;
  }

  integer(name: string, otherwise: number, { min, max }: { readonly min: number; readonly max: number }): number {
    const value = this.text(name, undefined);
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (WHOLE.test(value) && number >= min && number <= max) return number;
    return this.#fault(name, value, `a whole number from ${min} to ${max}`, otherwise);
  }

  /** A number from 0 to 1. */
  fraction(name: string, otherwise: number): number {
    const value = this.text(name, undefined);
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (DECIMAL.test(value) && number <= 1) return number;
    return this.#fault(name, value, 'a number from 0 to 1', otherwise);
  }

  /** Requests in a window: "100/1000ms". */
  rate(name: string): RateLimit | undefined {
    const value = this.text(name, undefined);
    if (value === undefined) return undefined;
    const [, requests, windowMs] = RATE.exec(value)?.map(Number) ?? [];
    if (requests !== undefined && windowMs !== undefined) return { requests, windowMs };
    return this.#fault(name, value, 'so many requests in so many milliseconds, such as 100/1000ms', undefined);
  }

  oneOf<Choice extends string>(name: string, otherwise: Choice, choices: readonly Choice[]): Choice {
    const value = this.text(name, undefined);
    if (value === undefined) return otherwise;
    const choice = choices.find((candidate) => candidate === value);
    return choice ?? this.#fault(name, value, `one of ${choices.join(', ')}`, otherwise);
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name, undefined);
    if (value === undefined) return undefined;
    const known = URL.canParse(value) && protocols.includes(new URL(value).protocol);
    // The value may hold a password, so the message leaves it out.
    return known
      ? value
      : this.#fault(name, '(not shown)', `a URL that begins with ${protocols.join(' or ')}`, undefined);
  }

  /** Something that nobody may guess; no message shows it. */
  secret(name: string, fewestCharacters: number): string | undefined {
    const value = this.text(name, undefined);
    if (value === undefined || value.length >= fewestCharacters) return value;
    return this.#fault(name, '(not shown)', `at least ${fewestCharacters} characters that nobody can guess`, undefined);
  }

  fault(name: string, message: string): void {
    this.#faults.push(`${name}: ${message}`);
  }

  /** Throws InvalidConfiguration if anything was at fault. Call it once everything has been read. */
  check(): void {
    if (this.#faults.length > 0) throw new InvalidConfiguration(this.#faults.join('\n'));
  }

  #fault<Default>(name: string, value: string, wanted: string, otherwise: Default): Default {
    this.fault(name, `${value} is not ${wanted}`);
    return otherwise;
  }
}
