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
        <nav className="shell-bar" aria-label="Main">
          <Link to="/console" className="shell-brand">
            Holdfast console
          </Link>
          <a href="/">Storefront</a>
          <a href="/docs">API</a>
        </nav>
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        {children}
      </main>
      <footer className="shell-footer">
        <ThemeToggle />
      </footer>
    </>
  );
}
