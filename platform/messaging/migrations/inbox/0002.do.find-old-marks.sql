-- The sweep goes from the oldest mark on: without it each run reads all marks that are kept.
create index inbox_by_age on inbox (at);
