-- Two fictional outlets and one day, with everything a hostile page could try to smuggle in.
INSERT INTO outlets VALUES
  ('kabar-bahari', 'Kabar Bahari', 'Bahari Grup', '31', 'id', 'WIB', 'national', '{kabarbahari.test}', 'https://kabarbahari.test/', ''),
  ('suara-lembah', 'Suara <b>Lembah</b>', '', '73', 'id', 'WITA', 'regional', '{suaralembah.test}', 'https://suaralembah.test/', '');
INSERT INTO feeds VALUES
  ('https://kabarbahari.test/rss', 'kabar-bahari', 'nasional', 'rss', true, '', ''),
  ('https://suaralembah.test/feed', 'suara-lembah', '', 'atom', true, '', ''),
  ('https://suaralembah.test/lama', 'suara-lembah', '', 'rss', false, 'sudah tutup', '');
INSERT INTO landing.feeds (feed_url, outlet, interval_s, next_poll_at, last_poll_at, last_result, last_message, failures, polls) VALUES
  ('https://kabarbahari.test/rss', 'kabar-bahari', 600, now(), now(), 'ok', '', 0, 3),
  ('https://suaralembah.test/feed', 'suara-lembah', 7200, now(), now(), 'http_503', 'server bilang <script>alert(1)</script>', 1.5, 4);
UPDATE landing.feeds SET ahead_hours = 7, ahead_polls = 5 WHERE outlet = 'kabar-bahari';
INSERT INTO landing.entries (url_key, article_id, url, outlet, day, source, source_url, first_seen_at, state) VALUES
  ('kabarbahari.test/1', 'a1', 'https://kabarbahari.test/1', 'kabar-bahari', :day, 'feed', 'https://kabarbahari.test/rss', now() - interval '1 hour', 'landed'),
  ('kabarbahari.test/2', 'a2', 'https://kabarbahari.test/2', 'kabar-bahari', :day, 'feed', 'https://kabarbahari.test/rss', now() - interval '1 hour', 'landed'),
  ('kabarbahari.test/3', 'a3', 'https://kabarbahari.test/3', 'kabar-bahari', :day, 'feed', 'https://kabarbahari.test/rss', now() - interval '1 hour', 'failed');
-- Published a minute ago, but today: the pages count until the second that runs, which these rows would else be a part of.
INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, modified_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at,
  removed, copy_of, copy_kind) VALUES
  ('a1', :day, 'kabar-bahari', 'javascript:alert(document.cookie)', 'kabarbahari.test/1', '', '', '<img src=x onerror=alert(1)> Banjir di Makassar',
   'Banjir merendam <script>alert("teks")</script> Kota Makassar sejak pagi.', 'd1', 8, '{"Ani <i> Sari"}', 'daerah', 'id', greatest(now() - interval '1 minute', date_trunc('day', now(), 'Asia/Jakarta')), NULL, 'json-ld',
   '', 'Makassar', '', '', 'json-ld', 'x1', now(), '{"read_also": 2}', NULL, NULL),
  ('a2', :day, 'suara-lembah', 'https://suaralembah.test/2', 'kabarbahari.test/2', '', '', 'Banjir di Makassar', 'Banjir merendam Kota Makassar.', 'd1',
   4, '{}', '', 'id', greatest(now() - interval '1 minute', date_trunc('day', now(), 'Asia/Jakarta')), now(), 'rss', 'future', '', 'antara', '', 'trafilatura', 'x2', now(), '{}', 'a1', 'same_text');
INSERT INTO article_tags VALUES
  ('a1', 'regency', '7371', 'Kota "Makassar" <u>', 0.9, 47, 60, 't1'), ('a1', 'topic', 'bencana', 'bencana', 0.7, -1, -1, 't1'),
  ('a1', 'body', 'bohong', 'bukti palsu', 0.1, 900, 950, 't1');
INSERT INTO entry_outcomes VALUES
  ('kabarbahari.test/1', 'a1', :day, 'kabar-bahari', 'https://kabarbahari.test/1', 'loaded', ''),
  ('kabarbahari.test/2', 'a2', :day, 'kabar-bahari', 'https://kabarbahari.test/2', 'duplicate', 'same_text'),
  ('kabarbahari.test/3', 'a3', :day, 'kabar-bahari', 'https://kabarbahari.test/3', 'failed', 'http_404');
INSERT INTO landing.entries (url_key, article_id, url, outlet, day, source, source_url, state)
  VALUES ('kabarbahari.test/lagi', 'lagi', 'https://kabarbahari.test/lagi', 'kabar-bahari', :day, 'feed', '', 'landed');
INSERT INTO landing.revisits VALUES ('kabarbahari.test/lagi', 1, now(), 'gone', 'http_404');
INSERT INTO flood_days VALUES (:day, 'a1', 'Gempa <script>alert(12)</script> mengguncang', 2000, 40, 1990000);
INSERT INTO source_days VALUES
  (:day, 'kabar-bahari', 'loaded', '', 1), (:day, 'kabar-bahari', 'duplicate', 'same_text', 1), (:day, 'kabar-bahari', 'failed', 'http_404', 1);
INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, modified_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at,
  removed) VALUES
  ('a4', :day, 'suara-lembah', 'javascript:alert(4)', 'suaralembah.test/4', '', '', 'Salinan <svg onload=alert(5)>', 'Banjir merendam Kota Makassar.',
   'd4', 4, '{}', '', 'id', now(), NULL, '', '', '', '', '', 'json-ld', 'x4', now(), '{}');
INSERT INTO article_pairs VALUES ('a1', 'a4', 'c1', 'c4', 'edited_copy', 0.75, 42, '{0,3}', '{1}', 'v1');
INSERT INTO story_rows VALUES
  ('a1', :day, '<img src=x onerror=alert(6)> Banjir', 'kabar-bahari', 'Antara <b>', 2, '{kabar-bahari,suara-lembah}', now(), now(), 0.5, 'split');
INSERT INTO story_members VALUES ('a1', 'a1', 'first', NULL, NULL, 'a1'), ('a4', 'a1', 'edited_copy', 0.75, 42, 'a1');
INSERT INTO event_parts VALUES ('a1', :day, 1, 1, NULL, NULL);
INSERT INTO event_members VALUES ('a1', 'a1', 'a1'), ('a2', 'a1', 'a1'), ('a4', 'a1', 'a1');
INSERT INTO article_tags VALUES ('a1', 'province', '73', 'Sulawesi <b>Selatan</b>', 1, -1, -1, 't1');
INSERT INTO article_revisions VALUES
  ('a1', 1, now(), 'Judul <script>alert(7)</script> lama', 'Judul baru', '{"Dibuang <script>alert(8)</script>"}', '{"Ditambah <u>"}', 9, 'x1');
INSERT INTO quality_rows VALUES
  (:day, 'conservation', 'day', 'critical', true, 3, 0, '3 = 3', 'every URL has one outcome'),
  (:day, 'share_tagged', 'day', 'warning', false, 2, 1, '<script>alert(3)</script>', 'articles with a tag');
INSERT INTO quarantine VALUES
  ('a9', :day, 'kabar-bahari', 'javascript:alert(9)', 'Judul <script>alert(9)</script>', 'text_long_enough', 'teks terlalu pendek', '"><script>alert(4)</script>');
INSERT INTO loads (day, run_id, code, counts) VALUES (:day, 'uji', 'v', '{}');
INSERT INTO landing.unreadable (url_key, fetched_at, day, outlet, url, warc_file, reason, kept) VALUES
  ('kabarbahari.test/1', now(), :day, 'kabar-bahari', 'https://kabarbahari.test/1', '2026/<script>alert(10)</script>.warc.gz', 'x', 'results'),
  ('kabarbahari.test/2', now(), :day, 'kabar-bahari', 'https://kabarbahari.test/2', '2026/<script>alert(10)</script>.warc.gz', 'x', '');
INSERT INTO damaged_parts (kept_as, file, day) VALUES
  ('tag/v=1/<script>alert(11)</script>.parquet.damaged-1', 'tag/v=1/<script>alert(11)</script>.parquet', :day);
UPDATE article_rows SET withdrawn_at = now(), withdrawn_seen = 1 WHERE article_id = 'a4';
UPDATE article_rows SET withdrawn_at = now(), withdrawn_seen = 2 WHERE article_id = 'a1';
UPDATE article_rows SET untagged = 'too_costly' WHERE article_id = 'a4';
INSERT INTO lessons VALUES ('lines', 'kabar-bahari', '"><script>alert(12)</script>', 9, 15, 'x', :day, :day);
