-- Audit rows carry a keyed hash of their own and are sealed in batches, one after the other.
ALTER TABLE audit ADD COLUMN mac BYTEA;
ALTER TABLE audit ADD COLUMN seal BIGINT;
CREATE INDEX audit_seal_rows ON audit (seal, audit_id);

CREATE TABLE audit_seal (
    seal BIGINT PRIMARY KEY, made_at BIGINT NOT NULL, ids TEXT NOT NULL, digest BYTEA NOT NULL,
    hash BYTEA NOT NULL);

CREATE INDEX browser_account ON browser (account_id);

-- What became of a code that was sent: it came back, or it never left.
ALTER TABLE sending ADD COLUMN entered_at BIGINT;
ALTER TABLE sending ADD COLUMN failed_at BIGINT;

-- When somebody who put the second step off is reminded next.
ALTER TABLE account ADD COLUMN remind_at BIGINT;
UPDATE account SET remind_at = grace_ends_at - 604800000 WHERE grace_ends_at IS NOT NULL;
CREATE INDEX account_remind ON account (remind_at)
    WHERE remind_at IS NOT NULL AND disabled_at IS NULL;
