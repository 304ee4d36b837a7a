-- What the maps of one process in its states have in common, and what a future state was drawn from.
alter table map add column family text not null default '';
alter table map add column origin_map text;
alter table map add column origin_revision integer;
alter table map add column origin_name text;

create index map_by_family on map (workspace, family);

-- Ideas go with their map, and with the step that they are pinned to. Gains are seconds, below zero where it got worse.
create table idea (
    workspace         text    not null references workspace (id),
    map               text    not null references map (id) on delete cascade,
    id                text    not null,
    step              text,
    title             text    not null,
    note              text    not null default '',
    owner             text    not null default '',
    effort            text,
    status            text    not null,
    change            text,
    taken             integer not null default 0,
    promised_lead     integer,
    promised_downtime integer,
    measured_lead     integer,
    measured_downtime integer,
    votes             text    not null default '{}',
    other             text    not null default '{}',
    primary key (map, id),
    foreign key (map, step) references step (map, id) on delete cascade
) without rowid;

create index idea_by_step on idea (map, step);
