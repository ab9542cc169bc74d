-- Archives are on trial like feeds; the origin tells them apart, because their address is a pattern with a day in it.
COMMENT ON TABLE landing.probation IS 'Sources that are unproven in seeds/ or were found: what they answered, and which are used because they proved themselves.';
COMMENT ON COLUMN landing.probation.source_url IS 'The address in feeds.csv or archives.yaml, or where the source was found.';
COMMENT ON COLUMN landing.probation.origin IS 'seeds: a feed; archive: an archive of seeds/; moved: a redirect led to it; front_page: no feed was found; else where on the site it was found: home_page, robots, sitemap_index, usual_path.';
COMMENT ON COLUMN source_trials.source_url IS 'The address in feeds.csv or archives.yaml, or where the source was found.';
COMMENT ON COLUMN source_trials.origin IS 'seeds: a feed; archive: an archive of seeds/; moved: a redirect led to it; front_page: no feed was found; else where on the site it was found: home_page, robots, sitemap_index, usual_path.';
