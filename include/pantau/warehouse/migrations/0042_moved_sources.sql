-- A source that a permanent redirect led to takes the place of the old one.
COMMENT ON COLUMN landing.probation.origin IS 'seeds; moved: another source redirects to it for good; or where on the outlet''s site it was found: home_page, robots, sitemap_index, usual_path';
COMMENT ON COLUMN source_trials.origin IS 'seeds; moved: another source redirects to it for good; or where on the outlet''s site it was found: home_page, robots, sitemap_index, usual_path';
