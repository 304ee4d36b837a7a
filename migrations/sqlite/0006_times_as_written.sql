-- How the times of a step were written where that differs from how Weir writes them: `wait=h work=.h` is a wait time in
-- hours and a work time in hours with a decimal sign.
alter table step add column spellings text not null default '';
