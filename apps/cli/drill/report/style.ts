/** The style of a report: light and dark by the reader's preference, nothing from anywhere else. */
export const STYLE = `
:root { color-scheme: light dark;
  --page: #ffffff; --card: #f5f7fa; --text: #18212c; --quiet: #55606e; --rule: #d5dbe3;
  --good: #136c3c; --good-page: #e5f4ea; --bad: #a8201a; --bad-page: #fdeae8; --away: #a8201a; --away-redis: #7a3fb0;
  --accepted: #0a8f68; --sold-out: #98a2ae; --limit: #d99400; --often: #cf5200; --waiting: #3f9fd8; --busy: #b5629b;
  --refused: #6b4c2a; --first: #1f63c9; --second: #0a8f68; --third: #cf5200; }
@media (prefers-color-scheme: dark) { :root {
  --page: #11161d; --card: #1a212b; --text: #e4e9f0; --quiet: #a3afbd; --rule: #313b48;
  --good: #6fd49b; --good-page: #12301f; --bad: #ff9d94; --bad-page: #3d1815; --away: #ff7b70; --away-redis: #c497f0;
  --accepted: #2fbd92; --sold-out: #6d7885; --limit: #e8ae33; --often: #ef7d33; --waiting: #5fb4e6; --busy: #cc82b5;
  --refused: #b08a5e; --first: #74a9f7; --second: #2fbd92; --third: #ef7d33; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .25rem; } figcaption h3 { margin: 0; } p { margin: .25rem 0; } .quiet, figcaption p { color: var(--quiet); }
.verdict { border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; font-weight: 600; }
.verdict.good { background: var(--good-page); color: var(--good); }
.verdict.bad { background: var(--bad-page); color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; }
.facts div { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; }
.facts dt { color: var(--quiet); font-size: .875rem; } .facts dd { margin: 0; font-size: 1.25rem; font-weight: 600;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
pre { background: var(--card); border-radius: .5rem; padding: .75rem 1rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
code { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
figure { margin: 1.5rem 0 2rem; } figcaption p { font-size: .9375rem; }
svg { display: block; width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: .35rem 0; padding: 0; font-size: .875rem; }
.legend li { display: flex; align-items: center; gap: .4rem; } .legend svg { width: 1.5rem; height: .75rem; }
.grid { stroke: var(--rule); stroke-width: 1; } .start { stroke: var(--quiet); stroke-dasharray: 2 3; }
.away { fill: var(--away); fill-opacity: .2; stroke: var(--away); stroke-opacity: .6; stroke-width: 1; }
.away-redis { fill: var(--away-redis); stroke: var(--away-redis); } svg text.away-name { fill: var(--text); }
.accepted { fill: var(--accepted); } .sold-out { fill: var(--sold-out); } .limit { fill: var(--limit); }
.often { fill: var(--often); } .waiting { fill: var(--waiting); } .busy { fill: var(--busy); } .refused { fill: var(--refused); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .first { stroke: var(--first); }
.second { stroke: var(--second); stroke-dasharray: 6 3; } .third { stroke: var(--third); stroke-dasharray: 2 3; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; } th { text-align: left; font-weight: 600; }
td, th { border-bottom: 1px solid var(--rule); padding: .35rem .75rem .35rem 0; vertical-align: top; }
.figures { width: auto; } .figures td, .figures th { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1rem; }
.scroll { overflow-x: auto; max-height: 20rem; } summary { cursor: pointer; color: var(--quiet); font-size: .875rem; }
.holds { color: var(--good); white-space: nowrap; } .broken { color: var(--bad); font-weight: 600; white-space: nowrap; }
ul.violations li { color: var(--bad); } a { color: var(--first); }
@media print { details { display: none; } body { max-width: none; } figure { break-inside: avoid; } }`;
