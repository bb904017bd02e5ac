import './shell.css';
import type { ReactNode } from 'react';
import { ThemeToggle } from '../../web/design/theme-toggle.tsx';
import { Link } from '../../web/router/router.tsx';

/** What is around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="shell-header">
        <div className="shell-bar">
          <Link to="/" className="shell-brand">
            Holdfast
          </Link>
        </div>
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        {children}
      </main>
      <footer className="shell-footer">
        <span>Sandbox shop: nothing is charged and nothing is sent.</span>
        <ThemeToggle />
      </footer>
    </>
  );
}
