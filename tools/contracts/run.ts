import {
  BASELINE,
  baselineFaults,
  breakingFaults,
  buildImage,
  CONTRACTS,
  generatedFaults,
  lintFaults,
  runBuf,
} from './checks.ts';

// `npm run contracts`, after a change of a .proto file: generates the code and takes the contracts into the baseline,
// unless they break it. `-- --accept-breaking` takes them nevertheless, for a contract that nobody was built against.
// `npm run contracts:check` changes nothing and says what is wrong.

type Step = readonly [name: string, check: () => readonly string[]];

const LINT: Step = ['lint', () => lintFaults(CONTRACTS)];
const BREAKING: Step = ['breaking', () => breakingFaults(CONTRACTS, BASELINE)];

const CHECK: readonly Step[] = [
  LINT,
  BREAKING,
  ['generated code', () => generatedFaults(CONTRACTS, `${CONTRACTS}/gen`)],
  ['baseline', () => baselineFaults(CONTRACTS, BASELINE)],
];

const UPDATE: readonly Step[] = [
  LINT,
  ...(process.argv.includes('--accept-breaking') ? [] : [BREAKING]),
  [
    'generate',
    () => {
      const { ok, lines } = runBuf('generate', CONTRACTS);
      return ok ? [] : lines;
    },
  ],
  ['baseline', () => buildImage(CONTRACTS, BASELINE)],
];

for (const [name, check] of process.argv[2] === 'check' ? CHECK : UPDATE) {
  const faults = check();
  for (const fault of faults) console.error(`contracts, ${name}: ${fault}`);
  if (faults.length > 0) process.exit(1);
}
