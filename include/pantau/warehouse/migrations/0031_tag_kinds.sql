-- The kinds of tags as they are stored now: no article has the kind that an earlier comment names for initials.
COMMENT ON COLUMN article_tags.kind IS 'Kind of label: topic, province, regency, country, body, person, wire, watchlist or language.';
