import { readFileSync } from 'node:fs';

// Ends a run of CI: reads the report that Vitest has written, names what failed, prints "N passed, N failed" as the last
// line and exits non-zero unless everything passed. Arguments: the report, then the names of the steps that failed.

const [reportPath, ...failedSteps] = process.argv.slice(2);
const report = readReport(reportPath);

const testFiles = report?.testResults ?? [];
const tests = testFiles.flatMap((file) => file.assertionResults);
const passed = tests.filter((test) => test.status === 'passed').length;
const failed = tests.filter((test) => test.status === 'failed');
const skipped = tests.length - passed - failed.length;

// A file that does not load fails without failing a test.
const brokenFiles = testFiles.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
);
// The step of the tests fails because tests fail: then it is counted already. Any other failed step counts as one.
const explained = failed.length + brokenFiles.length > 0;
const otherFailures = failedSteps.filter((step) => step !== 'test' || !explained);
const nothingRan = passed === 0 && failedSteps.length === 0 ? ['no test ran'] : [];

for (const test of failed) console.log(`failed: ${test.fullName}`);
for (const file of brokenFiles) console.log(`failed: ${file.name} did not load: ${file.message}`);
for (const step of [...otherFailures, ...nothingRan]) console.log(`failed: ${step}`);

const failures = failed.length + brokenFiles.length + otherFailures.length + nothingRan.length;
console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failures === 0 ? 0 : 1);

/** The report, or undefined where the tests did not come as far as to write one. */
function readReport(path) {
  const text = readFileSync(path, 'utf8');
  return text === '' ? undefined : JSON.parse(text);
}
