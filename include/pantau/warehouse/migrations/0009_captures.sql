-- Pages somebody else fetched: the Wayback Machine, CC-NEWS, WARC files of the user.
ALTER TABLE landing.entries DROP CONSTRAINT entries_source_check;
ALTER TABLE landing.entries ADD CONSTRAINT entries_source_check CHECK (source IN ('feed', 'archive', 'capture'));
