INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at, removed,
  facets, search, copy_of)
VALUES (%(id)s, %(day)s, %(outlet)s, '', %(id)s, '', '', %(title)s, %(text)s, '', 1, '{}', '', 'id', %(day)s::date + time '03:00',
  '', '', '', '', '', 'rule', '', now(), '{}', %(facets)s, %(search)s::tsvector, %(copy_of)s)
