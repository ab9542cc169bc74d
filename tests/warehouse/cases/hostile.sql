-- One statement a line, each of which somebody might try where questions are asked. All are refused; none leaves a trace.
-- :article stands for an id that is there, :pid for another session, :file for a path nobody may read or write.
-- Writing rows
DELETE FROM article_rows
DELETE FROM article_rows RETURNING article_id
UPDATE article_rows SET title = 'lain' RETURNING title
INSERT INTO quality_bounds (volume_low, volume_high) VALUES (0, 1) RETURNING one
INSERT INTO article_tags VALUES (':article', 'topic', 'x', 'x', 1, 0, 1, 'x') RETURNING id
MERGE INTO outlets o USING (SELECT 'x' AS outlet) s ON o.outlet = s.outlet WHEN MATCHED THEN DELETE RETURNING o.outlet
WITH gone AS (DELETE FROM article_rows RETURNING *) SELECT count(*) FROM gone
WITH new AS (INSERT INTO loads (day, run_id, code, counts) VALUES ('2026-11-19', 'x', 'x', '{}') RETURNING *) SELECT * FROM new
EXPLAIN ANALYZE DELETE FROM article_rows
EXPLAIN (ANALYZE, FORMAT JSON) UPDATE outlets SET name = 'x'
TRUNCATE article_rows CASCADE
SELECT * FROM article_rows FOR UPDATE
SELECT * FROM article_rows FOR NO KEY UPDATE
SELECT * FROM article_rows FOR SHARE
UPDATE pg_catalog.pg_authid SET rolsuper = true RETURNING rolname
SELECT query_to_xml('DELETE FROM article_rows RETURNING 1', true, true, '')
SELECT query_to_xml('UPDATE outlets SET name = name RETURNING 1', true, true, '')
SELECT nextval('loads_load_id_seq')
SELECT setval('loads_load_id_seq', 999)
COPY article_rows FROM PROGRAM 'cat /etc/passwd'
COPY outlets FROM '/etc/passwd'
-- Leaving the read-only transaction first
SET default_transaction_read_only = off; DELETE FROM article_rows
COMMIT; BEGIN READ WRITE; DELETE FROM article_rows; COMMIT
ROLLBACK; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; DELETE FROM article_rows
COMMIT; SET transaction_read_only = off; SET default_transaction_read_only = off; TRUNCATE article_rows CASCADE; COMMIT
COMMIT; RESET default_transaction_read_only; SET default_transaction_read_only = off; INSERT INTO quality_bounds (volume_low, volume_high) VALUES (0, 1)
SELECT set_config('transaction_read_only', 'off', false)
SELECT set_config('transaction_read_only', 'off', false), query_to_xml('DELETE FROM article_rows RETURNING 1', true, true, '')
-- Becoming somebody else
SELECT set_config('role', 'pantau_load', false)
SELECT set_config('role', 'pantau', true)
SELECT set_config('session_authorization', 'pantau', false)
SET ROLE pantau_load; DELETE FROM article_rows
COMMIT; SET SESSION AUTHORIZATION pantau; DELETE FROM article_rows
COMMIT; RESET ROLE; RESET SESSION AUTHORIZATION; SET default_transaction_read_only = off; DELETE FROM article_rows
COMMIT; SET default_transaction_read_only = off; ALTER ROLE pantau_read SUPERUSER
COMMIT; SET default_transaction_read_only = off; GRANT pantau_load TO pantau_read
COMMIT; SET default_transaction_read_only = off; CREATE ROLE penyusup LOGIN SUPERUSER
COMMIT; SET default_transaction_read_only = off; GRANT ALL ON article_rows TO pantau_read
-- Making and changing things
COMMIT; SET default_transaction_read_only = off; CREATE TABLE penyusup AS SELECT 1
COMMIT; SET default_transaction_read_only = off; CREATE TEMP TABLE penyusup (isi text)
COMMIT; SET default_transaction_read_only = off; CREATE SCHEMA penyusup
COMMIT; SET default_transaction_read_only = off; CREATE FUNCTION public.penyusup() RETURNS int LANGUAGE sql AS 'SELECT 1'
COMMIT; SET default_transaction_read_only = off; CREATE OR REPLACE VIEW articles AS SELECT * FROM article_copies
COMMIT; SET default_transaction_read_only = off; DROP TABLE article_tags
COMMIT; SET default_transaction_read_only = off; ALTER TABLE outlets ADD COLUMN penyusup text
COMMIT; SET default_transaction_read_only = off; CREATE EXTENSION vector
COMMIT; SET default_transaction_read_only = off; COMMENT ON TABLE outlets IS 'penyusup'
COMMIT; SET default_transaction_read_only = off; CREATE DATABASE penyusup
COMMIT; ALTER SYSTEM SET log_statement = 'all'
COMMIT; SET default_transaction_read_only = off; DO $$ BEGIN DELETE FROM article_rows; END $$
SELECT lo_create(0)
SELECT lo_from_bytea(0, 'isi')
COMMIT; SET default_transaction_read_only = off; SELECT lo_from_bytea(0, 'isi')
-- Files and programs of the server
SELECT pg_read_file('/etc/passwd')
SELECT pg_read_binary_file('/etc/passwd')
SELECT * FROM pg_ls_dir('/')
SELECT * FROM pg_stat_file('/etc/passwd')
SELECT * FROM pg_ls_logdir()
SELECT * FROM pg_ls_waldir()
SELECT * FROM pg_ls_tmpdir()
SELECT query_to_xml('SELECT pg_read_file(''/etc/passwd'')', true, true, '')
SELECT set_config('role', 'none', true), query_to_xml('SELECT pg_read_file(''/etc/passwd'')', true, true, '')
SELECT * FROM pg_hba_file_rules
SELECT * FROM pg_file_settings
SELECT rolpassword FROM pg_authid
SELECT passwd FROM pg_shadow
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, ':file')
COPY (SELECT 1) TO ':file'
COPY (SELECT 1) TO PROGRAM 'id > :file'
COMMIT; SET default_transaction_read_only = off; LOAD '$libdir/dblink'; SELECT dblink('user=pantau', 'SELECT 1')
SELECT current_setting('data_directory')
-- Other sessions, and the server itself
SELECT pg_terminate_backend(:pid)
SELECT pg_cancel_backend(:pid)
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
SELECT query_to_xml('SELECT pg_terminate_backend(pid) FROM pg_stat_activity', true, true, '')
SELECT pg_advisory_lock(123456789)
SELECT pg_try_advisory_xact_lock(1, 2)
SELECT pg_create_physical_replication_slot('penyusup', true)
SELECT pg_create_logical_replication_slot('penyusup', 'test_decoding')
SELECT pg_drop_replication_slot('penyusup')
SELECT pg_logical_emit_message(false, 'penyusup', 'isi')
SELECT pg_notify('penyusup', 'isi')
SELECT pg_export_snapshot()
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_switch_wal()
SELECT pg_promote()
SELECT pg_stat_reset()
SELECT pg_backup_start('penyusup')
SELECT pg_log_backend_memory_contexts(:pid)
SELECT pg_replication_origin_create('penyusup')
COMMIT; LOCK TABLE article_rows IN ACCESS EXCLUSIVE MODE
COMMIT; VACUUM FULL article_rows
COMMIT; CHECKPOINT
COMMIT; REINDEX TABLE article_rows
COMMIT; ANALYZE article_rows; SET default_transaction_read_only = off; DELETE FROM article_rows
