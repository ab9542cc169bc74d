-- Parts of the stage results that were found damaged: named and kept, for a person to look at.
CREATE TABLE damaged_parts (
  kept_as  text PRIMARY KEY,
  file     text NOT NULL,
  day      date NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX damaged_parts_day ON damaged_parts (day);
COMMENT ON TABLE damaged_parts IS 'parts of the stage results that were not what had been written: they were set aside and made again';
COMMENT ON COLUMN damaged_parts.kept_as IS 'the copy of the damaged bytes, below the root of the results; once it is deleted the next report of the day takes the row away';
COMMENT ON COLUMN damaged_parts.file IS 'the part, below the root of the results';
COMMENT ON COLUMN damaged_parts.day IS 'the WIB day of the part';
COMMENT ON COLUMN damaged_parts.found_at IS 'when it was found';
