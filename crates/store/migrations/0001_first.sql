CREATE TABLE setting (
    name TEXT PRIMARY KEY, value TEXT NOT NULL, changed_at BIGINT NOT NULL);

CREATE TABLE account (
    account_id TEXT PRIMARY KEY, username TEXT NOT NULL, canonical TEXT NOT NULL UNIQUE,
    mail TEXT NOT NULL, name TEXT NOT NULL,
    role TEXT NOT NULL, state TEXT NOT NULL, language TEXT, time_zone TEXT,
    appearance TEXT NOT NULL, default_method TEXT, made_at BIGINT NOT NULL,
    first_sign_in_at BIGINT, last_sign_in_at BIGINT, grace_ends_at BIGINT, disabled_at BIGINT,
    generation BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX account_role ON account (canonical) WHERE role <> 'person';

-- User names and addresses together: what somebody types belongs to one account.
CREATE TABLE account_name (
    name TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account);
CREATE INDEX account_name_account ON account_name (account_id);

CREATE TABLE method (
    method_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account,
    kind TEXT NOT NULL, label TEXT NOT NULL, secret BYTEA NOT NULL, version BIGINT NOT NULL,
    added_at BIGINT NOT NULL, last_used_at BIGINT, removed_at BIGINT);
CREATE INDEX method_account ON method (account_id) WHERE removed_at IS NULL;
CREATE INDEX method_removed ON method (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE sign_in (
    sign_in_id TEXT PRIMARY KEY, browser TEXT NOT NULL, account_id TEXT, tag TEXT NOT NULL,
    data BYTEA NOT NULL, version BIGINT NOT NULL, begun_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, closed_at BIGINT);
CREATE INDEX sign_in_browser ON sign_in (browser, begun_at) WHERE closed_at IS NULL;
CREATE INDEX sign_in_account ON sign_in (account_id, begun_at) WHERE account_id IS NOT NULL;
CREATE INDEX sign_in_ends ON sign_in (ends_at);

CREATE TABLE session (
    session_id TEXT PRIMARY KEY, token_hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account, proofs TEXT NOT NULL, browser TEXT NOT NULL,
    device TEXT NOT NULL, source TEXT NOT NULL, made_at BIGINT NOT NULL,
    proved_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
    revoked_at BIGINT);
CREATE INDEX session_account ON session (account_id, made_at) WHERE revoked_at IS NULL;
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE session_app (
    session_id TEXT NOT NULL, app_id TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (session_id, app_id));

CREATE TABLE browser (
    browser TEXT NOT NULL, account_id TEXT NOT NULL, first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL, PRIMARY KEY (browser, account_id));
CREATE INDEX browser_seen ON browser (last_seen_at);

CREATE TABLE app (
    app_id TEXT PRIMARY KEY, front TEXT NOT NULL, app_key TEXT NOT NULL, name TEXT NOT NULL,
    about TEXT NOT NULL, icon TEXT NOT NULL, url TEXT NOT NULL, connection BYTEA NOT NULL,
    made_at BIGINT NOT NULL, disabled_at BIGINT, version BIGINT NOT NULL,
    UNIQUE (front, app_key));

CREATE TABLE ticket (
    ticket_id TEXT PRIMARY KEY, kind TEXT NOT NULL, secret_hash BYTEA NOT NULL,
    account_id TEXT, data BYTEA NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
    used_at BIGINT, UNIQUE (kind, secret_hash));
CREATE INDEX ticket_account ON ticket (account_id, kind)
    WHERE used_at IS NULL AND account_id IS NOT NULL;
CREATE INDEX ticket_ends ON ticket (ends_at);

CREATE TABLE oauth_grant (
    grant_id TEXT PRIMARY KEY, app_id TEXT NOT NULL, account_id TEXT NOT NULL, session_id TEXT,
    scope TEXT NOT NULL, facts BYTEA NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
    revoked_at BIGINT);
CREATE INDEX grant_account ON oauth_grant (account_id) WHERE revoked_at IS NULL;
CREATE INDEX grant_session ON oauth_grant (session_id)
    WHERE revoked_at IS NULL AND session_id IS NOT NULL;
CREATE INDEX grant_ends ON oauth_grant (ends_at);

CREATE TABLE oauth_token (
    token_hash BYTEA PRIMARY KEY, grant_id TEXT NOT NULL, kind TEXT NOT NULL, parent_hash BYTEA,
    scope TEXT, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, used_at BIGINT,
    revoked_at BIGINT);
CREATE INDEX token_parent ON oauth_token (parent_hash) WHERE parent_hash IS NOT NULL;
CREATE INDEX token_ends ON oauth_token (ends_at);

CREATE TABLE signing_key (
    key_id TEXT PRIMARY KEY, alg TEXT NOT NULL, private BYTEA NOT NULL, public TEXT NOT NULL,
    made_at BIGINT NOT NULL, retired_at BIGINT, gone_at BIGINT);

CREATE TABLE audit (
    audit_id TEXT PRIMARY KEY, at BIGINT NOT NULL, what TEXT NOT NULL, account_id TEXT,
    actor_id TEXT, tag TEXT, source TEXT NOT NULL, device TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX audit_account ON audit (account_id, at);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE tally (
    tally_key TEXT PRIMARY KEY, streak BIGINT NOT NULL, slow BIGINT NOT NULL,
    slow_since BIGINT NOT NULL, paused_until BIGINT NOT NULL, disabled_at BIGINT);
CREATE INDEX tally_slow ON tally (slow_since) WHERE disabled_at IS NULL;

CREATE TABLE sending (
    sending_id TEXT PRIMARY KEY, channel TEXT NOT NULL, to_hash BYTEA NOT NULL,
    prefix_hash BYTEA NOT NULL, country TEXT NOT NULL, account_id TEXT, source TEXT NOT NULL,
    parts BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX sending_to ON sending (to_hash, at);
CREATE INDEX sending_prefix ON sending (prefix_hash, at);
CREATE INDEX sending_account ON sending (account_id, at);
CREATE INDEX sending_source ON sending (source, at);
CREATE INDEX sending_country ON sending (country, at);
CREATE INDEX sending_at ON sending (at);

CREATE TABLE outbox (
    outbox_id TEXT PRIMARY KEY, account_id TEXT, channel TEXT NOT NULL, message BYTEA NOT NULL,
    made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, until BIGINT NOT NULL,
    tries BIGINT NOT NULL, claimed_until BIGINT NOT NULL, sent_at BIGINT, failed_at BIGINT,
    delivered_at BIGINT, provider_id TEXT, gateway TEXT, error TEXT);
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_until ON outbox (until);
CREATE INDEX outbox_provider ON outbox (gateway, provider_id) WHERE provider_id IS NOT NULL;
