-- Whoever steers a sale says how often it was steered before: a late copy of a pause does not end what was opened since.
alter table sales add column steerings int not null default 0 check (steerings >= 0);
alter table sales add column steered_by jsonb not null default '[]' check (jsonb_typeof(steered_by) = 'array');
