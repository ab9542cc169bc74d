-- Days that would lose what they had: what would go, and who let it go and why.
CREATE TABLE held_days (
  day         date NOT NULL,
  rule        text NOT NULL,
  digest      text NOT NULL,
  held_at     timestamptz NOT NULL DEFAULT now(),
  observed    text NOT NULL,
  PRIMARY KEY (day, rule)
);
COMMENT ON TABLE held_days IS 'days that are not loaded because they would lose too much, one row per rule that holds; gone once the day is loaded';
COMMENT ON COLUMN held_days.day IS 'the WIB day';
COMMENT ON COLUMN held_days.rule IS 'shrinks (articles or an outlet would go) or pages.unreadable';
COMMENT ON COLUMN held_days.digest IS 'hash of exactly what is in held_items for this day and rule; a release names it';
COMMENT ON COLUMN held_days.held_at IS 'when the rule held the day for the first time with this digest';
COMMENT ON COLUMN held_days.observed IS 'how many of how many, and which outlets';

CREATE TABLE held_items (
  day     date NOT NULL,
  rule    text NOT NULL,
  url_key text NOT NULL,
  outlet  text NOT NULL,
  url     text NOT NULL,
  title   text NOT NULL,
  PRIMARY KEY (day, rule, url_key),
  FOREIGN KEY (day, rule) REFERENCES held_days ON DELETE CASCADE
);
COMMENT ON TABLE held_items IS 'what a held day would lose, one row per article, or per page that cannot be read';
COMMENT ON COLUMN held_items.day IS 'the WIB day';
COMMENT ON COLUMN held_items.rule IS 'the rule that holds the day';
COMMENT ON COLUMN held_items.url_key IS 'the address in its one form';
COMMENT ON COLUMN held_items.outlet IS 'the outlet';
COMMENT ON COLUMN held_items.url IS 'the address as loaded';
COMMENT ON COLUMN held_items.title IS 'the headline as loaded; empty when it never was';

CREATE TABLE day_releases (
  release_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day         date NOT NULL,
  rule        text NOT NULL,
  digest      text NOT NULL,
  items       integer NOT NULL,
  observed    text NOT NULL,
  who         text NOT NULL,
  why         text NOT NULL CHECK (why <> ''),
  released_at timestamptz NOT NULL DEFAULT now(),
  used_at     timestamptz
);
CREATE INDEX day_releases_day ON day_releases (day, rule, digest);
COMMENT ON TABLE day_releases IS 'who let a held day lose what it would lose, and why; nothing is ever deleted here';
COMMENT ON COLUMN day_releases.release_id IS 'number of the release';
COMMENT ON COLUMN day_releases.day IS 'the WIB day';
COMMENT ON COLUMN day_releases.rule IS 'the rule that held the day';
COMMENT ON COLUMN day_releases.digest IS 'what was let go: the digest in held_days at that moment, and nothing else';
COMMENT ON COLUMN day_releases.items IS 'how many articles or pages that were';
COMMENT ON COLUMN day_releases.observed IS 'how many of how many, and which outlets, as the operator saw it';
COMMENT ON COLUMN day_releases.who IS 'login in Airflow, or user of the machine for the command line';
COMMENT ON COLUMN day_releases.why IS 'the reason given';
COMMENT ON COLUMN day_releases.released_at IS 'when it was let go';
COMMENT ON COLUMN day_releases.used_at IS 'when the load that used it ran; a release of shrinks is used once';
