-- The warehouse analysts read. Every table of a day is a function of what was landed for that day: no load times in here.
CREATE TABLE outlets (
  outlet        text PRIMARY KEY,
  name          text NOT NULL,
  owner_group   text NOT NULL,
  province_code text NOT NULL,
  language      text NOT NULL,
  zone          text NOT NULL,
  type          text NOT NULL,
  domains       text[] NOT NULL,
  home_url      text NOT NULL,
  notes         text NOT NULL
);

CREATE TABLE feeds (
  feed_url text PRIMARY KEY,
  outlet   text NOT NULL REFERENCES outlets ON DELETE CASCADE,
  section  text NOT NULL,
  kind     text NOT NULL,
  enabled  boolean NOT NULL,
  reason   text NOT NULL,
  evidence text NOT NULL
);

CREATE TABLE article_rows (
  article_id     text PRIMARY KEY,
  day            date NOT NULL,
  outlet         text NOT NULL,
  url            text NOT NULL,
  url_key        text NOT NULL,
  canonical_url  text NOT NULL,
  canonical_key  text NOT NULL,
  title          text NOT NULL,
  text           text NOT NULL,
  text_digest    text NOT NULL,
  words          integer NOT NULL,
  authors        text[] NOT NULL,
  section        text NOT NULL,
  language       text NOT NULL,
  published_at   timestamptz,
  modified_at    timestamptz,
  time_source    text NOT NULL,
  time_flag      text NOT NULL,
  dateline_place text NOT NULL,
  wire_source    text NOT NULL,
  description    text NOT NULL,
  method         text NOT NULL,
  digest         text NOT NULL,
  fetched_at     timestamptz NOT NULL,
  removed        jsonb NOT NULL,
  copy_of        text,
  copy_kind      text,
  search         tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('indonesian', title), 'A') || setweight(to_tsvector('indonesian', text), 'B')) STORED
);
CREATE INDEX article_rows_day ON article_rows (day, outlet);
CREATE INDEX article_rows_canonical ON article_rows (canonical_key);
CREATE INDEX article_rows_text ON article_rows (outlet, text_digest);
CREATE INDEX article_rows_search ON article_rows USING gin (search);

CREATE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;

CREATE TABLE article_tags (
  article_id text NOT NULL REFERENCES article_rows ON DELETE CASCADE,
  kind       text NOT NULL,
  id         text NOT NULL,
  label      text NOT NULL,
  score      real NOT NULL,
  start      integer NOT NULL,
  "end"      integer NOT NULL,
  version    text NOT NULL,
  PRIMARY KEY (article_id, kind, id, start)
);
CREATE INDEX article_tags_id ON article_tags (kind, id);

CREATE TABLE quarantine (
  article_id text NOT NULL,
  day        date NOT NULL,
  outlet     text NOT NULL,
  url        text NOT NULL,
  title      text NOT NULL,
  rule       text NOT NULL,
  reason     text NOT NULL,
  value      text NOT NULL,
  PRIMARY KEY (article_id, rule)
);
CREATE INDEX quarantine_day ON quarantine (day, outlet);

CREATE TABLE entry_outcomes (  -- where every discovered URL ended (promise 1)
  url_key    text PRIMARY KEY,
  article_id text NOT NULL,
  day        date NOT NULL,
  outlet     text NOT NULL,
  url        text NOT NULL,
  outcome    text NOT NULL,
  reason     text NOT NULL
);
CREATE INDEX entry_outcomes_day ON entry_outcomes (day, outlet, outcome);

CREATE TABLE source_days (
  day        date NOT NULL,
  outlet     text NOT NULL,
  outcome    text NOT NULL,
  reason     text NOT NULL,
  count      integer NOT NULL,
  PRIMARY KEY (day, outlet, outcome, reason)
);

CREATE TABLE quality_rows (
  day         date NOT NULL,
  rule        text NOT NULL,
  scope       text NOT NULL CHECK (scope IN ('row', 'day')),
  severity    text NOT NULL CHECK (severity IN ('critical', 'warning', 'info')),
  success     boolean NOT NULL,
  checked     integer NOT NULL,
  failed      integer NOT NULL,
  observed    text NOT NULL,
  description text NOT NULL,
  PRIMARY KEY (day, rule)
);

CREATE TABLE loads (  -- the one place with wall-clock times: when a day was swapped in, and by which code
  load_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day       date NOT NULL,
  loaded_at timestamptz NOT NULL DEFAULT now(),
  run_id    text NOT NULL,
  code      text NOT NULL,
  counts    jsonb NOT NULL
);
CREATE INDEX loads_day ON loads (day, loaded_at);
