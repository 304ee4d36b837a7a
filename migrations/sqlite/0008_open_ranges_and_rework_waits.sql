-- Which ranges of a step have no upper end: `wait work`. Their upper end repeats the lower one, so that a version without
-- this column keeps them; if it has changed one since, the ends differ.
alter table step add column open_ranges text not null default '';

-- How long an item waits before it is done again, and how that was written.
alter table rework add column wait_seconds integer;
alter table rework add column wait_spelling text not null default '';
