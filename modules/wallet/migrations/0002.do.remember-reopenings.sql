-- The id of the call that opened the wallet last where it was closed: a repeated one finds that it was done.
alter table owners add column reopened_by text collate "C" not null default '';
