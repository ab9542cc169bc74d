-- What a plan listed of past days, until their runs take it. Nothing here is an entry: a plan makes nobody fetch anything.
CREATE TABLE landing.listings (
  outlet   text NOT NULL,
  day      date NOT NULL,
  read_at  timestamptz NOT NULL,
  archives text NOT NULL,
  listing  jsonb NOT NULL,
  PRIMARY KEY (outlet, day)
);
COMMENT ON TABLE landing.listings IS 'complete archive listings read by a plan and not yet taken by the run of the day';
COMMENT ON COLUMN landing.listings.outlet IS 'publisher';
COMMENT ON COLUMN landing.listings.day IS 'the WIB day';
COMMENT ON COLUMN landing.listings.read_at IS 'when it was read';
COMMENT ON COLUMN landing.listings.archives IS 'hash of the blocks of archives.yaml it was read by';
COMMENT ON COLUMN landing.listings.listing IS 'result, reason, requests, pages and the entries';
