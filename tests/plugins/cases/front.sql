-- 28 days of two outlets at 05:00 and 15:00 WIB, 20 articles a day each; on the day itself `sunyi` has none.
INSERT INTO outlets VALUES
  ('ramai', 'Ramai & <b>Rukun</b>', '', '', 'id', 'WIB', 'national', '{ramai.test}', 'https://ramai.test/', ''),
  ('sunyi', 'Sunyi', '', '', 'id', 'WIB', 'national', '{sunyi.test}', 'https://sunyi.test/', '');
INSERT INTO loads (day, run_id, code, counts) SELECT d, 'uji', 'v', '{}' FROM generate_series('2026-10-23'::date, '2026-11-20', '1 day') d;
INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at, removed)
SELECT md5(o || d::text || n), d, o, 'https://x.test/' || o || n, o || d::text || n, '', '',
  CASE WHEN d = '2026-11-20' AND n < 8 THEN 'Gunung <i>Sindoro</i> meletus' ELSE 'Harga beras naik di pasar ' || n END,
  'teks', 'd', 1, '{}', '', 'id', (d::date + CASE WHEN n % 2 = 0 THEN time '05:00' ELSE time '15:00' END) AT TIME ZONE 'Asia/Jakarta',
  '', '', '', '', '', 'rule', 'x', now(), '{}'
FROM generate_series('2026-10-23'::date, '2026-11-20', '1 day') d, unnest('{ramai,sunyi}'::text[]) o, generate_series(1, 20) n
WHERE NOT (o = 'sunyi' AND d = '2026-11-20');
INSERT INTO article_tags SELECT article_id, 'person', 'ani', 'Ani <script>', 0.9, 0, 3, 'v' FROM article_rows WHERE day = '2026-11-20' AND digest = 'x';
INSERT INTO article_tags SELECT article_id, 'watchlist', 'beras', 'Harga beras', 0.9, 0, 3, 'v' FROM article_rows WHERE title LIKE 'Harga%';
INSERT INTO watchlists VALUES ('beras', 1, 'Harga <i>beras</i>', '', 'beras', '{}', '{}', '', true, 'blue');
INSERT INTO watchlist_matches SELECT 'beras', article_id, day, true, true, '{}' FROM article_rows WHERE title LIKE 'Harga%';
