-- Landed pages whose bytes are missing or damaged, named by their WARC file, and what became of what they said.
CREATE TABLE landing.unreadable (
  url_key    text NOT NULL,
  fetched_at timestamptz NOT NULL,
  day        date NOT NULL,
  outlet     text NOT NULL,
  url        text NOT NULL,
  warc_file  text NOT NULL,
  reason     text NOT NULL,
  kept       text NOT NULL CHECK (kept IN ('', 'results', 'warehouse')),
  seen_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (url_key, fetched_at)
);
CREATE INDEX unreadable_day ON landing.unreadable (day, outlet);
COMMENT ON TABLE landing.unreadable IS 'landed pages that the stage extract could not read from their WARC file, as of its last run of the day';
COMMENT ON COLUMN landing.unreadable.url_key IS 'the address in its one form';
COMMENT ON COLUMN landing.unreadable.fetched_at IS 'when the page was fetched';
COMMENT ON COLUMN landing.unreadable.day IS 'the WIB day of the entry';
COMMENT ON COLUMN landing.unreadable.outlet IS 'the outlet';
COMMENT ON COLUMN landing.unreadable.url IS 'the address';
COMMENT ON COLUMN landing.unreadable.warc_file IS 'the WARC file that is missing or damaged, below the root of the landing';
COMMENT ON COLUMN landing.unreadable.reason IS 'file, offset and what the reader said';
COMMENT ON COLUMN landing.unreadable.kept IS 'where the row that stays comes from: results (read before), warehouse (loaded before), empty: nothing is known of it';
COMMENT ON COLUMN landing.unreadable.seen_at IS 'when it was found first';
