-- What each day in the warehouse was loaded from: a load of the very same has nothing to write.
CREATE TABLE landing.loaded_days (
  day    date PRIMARY KEY,
  common text NOT NULL,
  origin text NOT NULL
);
COMMENT ON TABLE landing.loaded_days IS 'days whose rows in the warehouse are what a load of this origin makes; a day that another load touched is not here';
COMMENT ON COLUMN landing.loaded_days.day IS 'the WIB day';
COMMENT ON COLUMN landing.loaded_days.common IS 'hash of what all days share: catalogue, settings, schema';
COMMENT ON COLUMN landing.loaded_days.origin IS 'hash of the landing and of the stage results of the day';
COMMENT ON COLUMN loads.counts IS 'Discovered addresses and outcomes of that load; what it changed in the day, in articles.';
