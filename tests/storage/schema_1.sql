create table _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
-- Durations are seconds, instants milliseconds since 1970, booleans 0 or 1, JSON is text; null is unknown.

create table meta (
    key   text not null primary key,
    value text not null
) without rowid;

-- The oldest schema (number of its newest migration) that a program must know to work on this database.
-- Migrations only add; one that takes away raises this number, a release after nothing uses what it takes.
insert into meta (key, value) values ('oldest_schema', '1');

create table workspace (
    id         text    not null primary key,
    name       text    not null,
    created_at integer not null
) without rowid;

create table actor (
    id         text    not null primary key,
    workspace  text    not null references workspace (id),
    kind       text    not null,
    name       text    not null,
    created_at integer not null
) without rowid;

-- Whoever sits at the machine.
insert into workspace (id, name, created_at) values ('00000000-0000-7000-8000-000000000001', 'Workspace', 0);
insert into actor (id, workspace, kind, name, created_at)
values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'solo', 'This computer', 0);

create table map (
    id                     text    not null primary key,
    workspace              text    not null references workspace (id),
    revision               integer not null,
    name                   text    not null,
    state                  text    not null,
    note                   text    not null,
    item                   text    not null,
    starts_with            text    not null,
    ends_with              text    not null,
    mapped_on              text    not null,
    participants           text    not null,
    hours_per_day          real    not null,
    days_per_week          real    not null,
    working_hours_per_week real,
    demand_items           real,
    demand_per             text,
    other                  text    not null default '{}',
    created_at             integer not null,
    changed_at             integer not null,
    binned_at              integer
) without rowid;

create index map_by_change on map (workspace, changed_at, id);

create table step (
    workspace         text    not null references workspace (id),
    map               text    not null references map (id) on delete cascade,
    id                text    not null,
    position          integer not null,
    name              text    not null,
    kind              text,
    team              text    not null default '',
    wait_seconds      integer,
    wait_low          integer,
    wait_high         integer,
    wait_reason       text    not null default '',
    every_seconds     integer,
    queue             real,
    work_seconds      integer,
    work_low          integer,
    work_high         integer,
    lead_seconds      integer,
    complete_accurate real,
    people            real,
    people_per_item   real,
    batch             real,
    downtime_seconds  integer,
    automated         integer,
    observed          integer,
    reversible        integer,
    source            text,
    note              text    not null default '',
    other             text    not null default '{}',
    primary key (map, id)
) without rowid;

create table flow (
    workspace text not null references workspace (id),
    map       text not null,
    from_step text not null,
    to_step   text not null,
    primary key (map, from_step, to_step),
    foreign key (map, from_step) references step (map, id) on delete cascade,
    foreign key (map, to_step) references step (map, id) on delete cascade
) without rowid;

create index flow_by_end on flow (map, to_step);

create table rework (
    workspace text not null references workspace (id),
    map       text not null,
    from_step text not null,
    to_step   text not null,
    share     real not null,
    primary key (map, from_step, to_step),
    foreign key (map, from_step) references step (map, id) on delete cascade,
    foreign key (map, to_step) references step (map, id) on delete cascade
) without rowid;

create index rework_by_end on rework (map, to_step);

-- The log: line n made revision n of its map. `sent` is the hash of what was sent under the edit's id, `answer` what the
-- sender was told besides the revision; null when nothing.
create table edit (
    workspace text    not null references workspace (id),
    map       text    not null references map (id) on delete cascade,
    revision  integer not null,
    id        text    not null,
    sent      text    not null,
    actor     text    not null references actor (id),
    at        integer not null,
    edit      text    not null,
    inverse   text,
    answer    text,
    primary key (map, revision),
    unique (map, id)
) without rowid;

insert into _sqlx_migrations (version, description, success, checksum, execution_time)
values (1, 'maps', 1, x'4a00bfe686e934102ac0e656c1e6bc64752d8e865d635e2add5b210fb6b6a3131531c806b000c1adfef9d1e5be9ddaaf', 1);

insert into meta (key, value) values ('epoch', 'the first life');

insert into map values
('m', '00000000-0000-7000-8000-000000000001', 7, 'Monthly release', 'future', 'a note', 'change', 'merged', 'used',
 '2026-11-22', 'Development', 24.0, 7.0, 37.5, 4.0, 'month', '{"newer":1}', 1763800000000, 1763800001000, null);

insert into step values
('00000000-0000-7000-8000-000000000001', 'm', 'deploy', 2097152, 'Deploy', 'deploy', 'Operations', 3600, 60, 7200,
 'window', 604800, 12.0, 1800, 600, 3600, null, 87.5, 5.0, 2.5, 3.0, 900, 1, 0, null, 'measured', 'by hand',
 '{"newer":[1]}'),
('00000000-0000-7000-8000-000000000001', 'm', 'build', 1048576, 'Build', null, '', null, null, null,
 '', null, null, null, null, null, 7200, null, null, null, null, null, null, null, null, null, '', '{}');

insert into flow values ('00000000-0000-7000-8000-000000000001', 'm', 'build', 'deploy');
insert into rework values ('00000000-0000-7000-8000-000000000001', 'm', 'deploy', 'build', 20.5);

insert into edit values
('00000000-0000-7000-8000-000000000001', 'm', 7, 'an-edit', 'ab12', '00000000-0000-7000-8000-000000000002',
 1763800001000, '{"type":"something_newer"}', null, null);
