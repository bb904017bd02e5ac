import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What is tested here is the built product, so it is built first. */
export default function build(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
