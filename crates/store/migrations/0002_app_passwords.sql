-- Found by the first eight bytes of the keyed hash, then compared whole. Ended ones stay a while, so
-- that a program that still uses one is recognised.
CREATE TABLE app_password (
    app_password_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account,
    slot BIGINT NOT NULL, name TEXT NOT NULL, program TEXT NOT NULL, opens TEXT NOT NULL,
    networks TEXT NOT NULL, prefix BIGINT NOT NULL, secret_hash BYTEA NOT NULL,
    made_at BIGINT NOT NULL, ends_at BIGINT, over_at BIGINT NOT NULL, warned_at BIGINT,
    used_at BIGINT, used_from TEXT, used_by TEXT, used BIGINT NOT NULL,
    ended_at BIGINT, why TEXT, still_at BIGINT, still_from TEXT, still_by TEXT, still_as TEXT);
CREATE INDEX app_password_prefix ON app_password (prefix);
-- Slots are 1 to 40: two that are made at once cannot be the fortieth together.
CREATE UNIQUE INDEX app_password_slot ON app_password (account_id, slot) WHERE ended_at IS NULL;
CREATE INDEX app_password_account ON app_password (account_id, made_at);
CREATE INDEX app_password_over ON app_password (over_at) WHERE ended_at IS NULL;
CREATE INDEX app_password_ended ON app_password (ended_at) WHERE ended_at IS NOT NULL;

-- Passwords an account had before, by a short piece of a keyed hash: enough to recognise one, too
-- little to find it.
CREATE TABLE retired_password (
    account_id TEXT NOT NULL REFERENCES account, print BIGINT NOT NULL,
    retired_at BIGINT NOT NULL, still_at BIGINT, still_from TEXT, still_by TEXT, still_as TEXT,
    PRIMARY KEY (account_id, print));
CREATE INDEX retired_password_at ON retired_password (retired_at);
