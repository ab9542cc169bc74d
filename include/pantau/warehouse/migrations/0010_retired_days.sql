-- Days whose raw pages were deleted after they had been loaded; what the warehouse holds of them is the last word.
CREATE TABLE landing.retired_days (
  day        date PRIMARY KEY,
  retired_at timestamptz NOT NULL DEFAULT now(),
  pages      integer NOT NULL
);
COMMENT ON TABLE landing.retired_days IS 'days whose raw pages were deleted after they had been loaded';
COMMENT ON COLUMN landing.retired_days.day IS 'the WIB day';
COMMENT ON COLUMN landing.retired_days.retired_at IS 'when';
COMMENT ON COLUMN landing.retired_days.pages IS 'landed pages the day had then';
