import { parseArgs } from 'node:util';
import { runFaults } from './run-faults.ts';

// npm run faults -- --runs 1000 [--seed N] [--seconds N]: kills real processes by number and tells what was met.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    seconds: { type: 'string', default: '86400' },
  },
});
const [runs, seed, seconds] = [values.runs, values.seed, values.seconds].map(Number) as [number, number, number];
console.log(`To repeat: npm run faults -- --runs ${runs} --seed ${seed}`);
const startedMs = performance.now();
const report = await runFaults({ runs, seed, say: console.log, forMs: seconds * 1_000 });
for (const line of report.coverage) console.log(`  ${line}`);
console.log(
  `${report.runs} runs in ${Math.round((performance.now() - startedMs) / 1_000)} s: ${report.crashes} crashes at ${report.points} points, ${report.cutConnections} times all connections cut, ${report.serverRestarts} servers ended, ${report.notMet} points not met. ${report.orders} acknowledged orders exist and have ended as they must; stock and money balance; the audit holds.`,
);
