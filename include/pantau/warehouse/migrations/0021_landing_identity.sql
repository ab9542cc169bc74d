-- Which landing the warehouse belongs to: a worker that sees another one, or none, must not work.
CREATE TABLE landing.identity (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  landing_id text NOT NULL CHECK (landing_id <> ''),
  root       text NOT NULL,
  noted_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE landing.identity IS 'the landing this warehouse belongs to, one row; the same id stands in pantau-landing.json in its root';
COMMENT ON COLUMN landing.identity.one IS 'always true: there is one landing';
COMMENT ON COLUMN landing.identity.landing_id IS 'the id of the landing';
COMMENT ON COLUMN landing.identity.root IS 'where the landing was when the id was noted';
COMMENT ON COLUMN landing.identity.noted_at IS 'when the id was noted';
