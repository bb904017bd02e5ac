import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineFaults, breakingFaults, buildImage, generatedFaults, lintFaults, runBuf } from './contracts/checks.ts';
import { ROOT } from './repository.ts';

// The contracts themselves are checked by `npm run contracts:check`. Here stands that each of its checks can fail: they
// are run on a planted contract, on what may follow it and on what may not.

const planted = (name: string) => join(ROOT, 'tools/planted/contracts', name);
const BEFORE = planted('before');

describe('the checks of the contracts', { timeout: 30_000 }, () => {
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-planted-'));
  const baseline = join(scratch, 'baseline.binpb');
  const generated = join(scratch, 'gen');

  beforeAll(() => {
    expect(buildImage(BEFORE, baseline)).toEqual([]);
    expect(runBuf('generate', BEFORE, '--output', scratch).lines).toEqual([]);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('pass a contract that keeps all rules', () => {
    expect(lintFaults(BEFORE)).toEqual([]);
    expect(breakingFaults(BEFORE, baseline)).toEqual([]);
    expect(generatedFaults(BEFORE, generated)).toEqual([]);
    expect(baselineFaults(BEFORE, baseline)).toEqual([]);
  });

  it('refuse a field that is misnamed and a service that is not explained', () => {
    const faults = lintFaults(planted('breaks-lint')).join('\n');
    expect(faults).toContain('lower_snake_case');
    expect(faults).toContain('"ParcelService" should have a non-empty comment');
  });

  it('refuse a field whose type has changed', () => {
    expect(breakingFaults(planted('breaks-field'), baseline).join('\n')).toMatch(/"weight_grams".*changed type/);
  });

  it('refuse a method that is gone', () => {
    expect(breakingFaults(planted('breaks-method'), baseline).join('\n')).toContain('"RecallParcel"');
  });

  it('take a field that was added, once the baseline and the generated code know it', () => {
    const after = planted('breaks-nothing');
    expect(breakingFaults(after, baseline)).toEqual([]);
    expect(baselineFaults(after, baseline).join()).toContain('npm run contracts');
    expect(generatedFaults(after, generated).join()).toContain('parcel_pb.ts is not what its contract generates');
  });

  it('refuse generated code that no contract generates, or that is missing', () => {
    const tampered = join(scratch, 'tampered');
    cpSync(generated, tampered, { recursive: true });
    rmSync(join(tampered, 'parcel/v1/parcel_pb.ts'));
    writeFileSync(join(tampered, 'parcel/v1/left_over_pb.ts'), 'export {};\n');
    const faults = generatedFaults(BEFORE, tampered).join('\n');
    expect(faults).toContain('parcel_pb.ts is missing');
    expect(faults).toContain('left_over_pb.ts comes from no contract');
  });
});
