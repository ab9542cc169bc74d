-- Tone is a kind of tag.
COMMENT ON COLUMN article_tags.kind IS 'Kind of label: topic, tone, province, regency, country, body, person, wire, watchlist or language.';
