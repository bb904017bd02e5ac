-- Claims of a key are numbered, so that only the latest one's answer is kept.
alter table operations add column attempt int4 not null default 1;
