import './shell.css';
import type { ReactNode } from 'react';
import { ThemeToggle } from '../../web/design/theme-toggle.tsx';
import { Link, useLocation } from '../../web/router/router.tsx';
import { CartLink } from './cart-link.tsx';
import { SearchForm } from './search-form.tsx';

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
            <Mark />
            Holdfast
          </Link>
          <SearchForm />
          <nav className="shell-nav" aria-label="Shop">
            <NavLink to="/shop/sales">Sales</NavLink>
            <NavLink to="/shop/orders">Orders</NavLink>
            <CartLink />
          </nav>
        </div>
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        {children}
      </main>
      <footer className="shell-footer">
        <span>A sandbox: nothing is charged and nothing is sent.</span>
        <span className="row">
          <a href="/console">Console</a>
          <a href="/docs">API</a>
          <ThemeToggle />
        </span>
      </footer>
    </>
  );
}

function NavLink({ to, children }: { readonly to: string; readonly children: string }) {
  const { path } = useLocation();
  return (
    <Link to={to} aria-current={path.startsWith(to) ? 'page' : undefined}>
      {children}
    </Link>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="shell-mark" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M9 8v16M23 8v16M9 16h14" />
    </svg>
  );
}
