import './shell.css';
import type { ReactNode } from 'react';
import { ThemeToggle } from '../../web/design/theme-toggle.tsx';
import { Link, useLocation } from '../../web/router/router.tsx';
import { SECTIONS, sectionOf } from '../sections.ts';
import { Icon } from './icon.tsx';
import { useCurrentInSight } from './use-current-in-sight.ts';

/** What is around every page: the sections on the left, or above where there is no room beside. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { path } = useLocation();
  const current = sectionOf(path);
  const sections = useCurrentInSight(path);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="shell-side">
        <Link to="/console" className="shell-brand">
          Holdfast <span className="soft">console</span>
        </Link>
        <nav ref={sections} className="shell-nav" aria-label="Sections">
          {SECTIONS.map((section) => (
            <Link
              key={section.path}
              to={section.path}
              className="shell-link"
              aria-current={section === current ? 'page' : undefined}
            >
              <Icon name={section.icon} />
              {section.name}
            </Link>
          ))}
        </nav>
        <div className="shell-foot">
          <ul className="shell-elsewhere">
            <li>
              <a href="/">Storefront</a>
            </li>
            <li>
              <a href="/docs">API</a>
            </li>
            <li>
              <a href="/metrics">Metrics</a>
            </li>
          </ul>
          <ThemeToggle />
        </div>
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
