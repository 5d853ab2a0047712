-- What ended lately, in order: mail servers are told whom to let go of.
DROP INDEX app_password_ended;
CREATE INDEX app_password_ended ON app_password (ended_at, app_password_id)
    WHERE ended_at IS NOT NULL;
CREATE INDEX account_disabled ON account (disabled_at, account_id) WHERE disabled_at IS NOT NULL;
