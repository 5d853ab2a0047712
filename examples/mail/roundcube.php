<?php
// Roundcube 1.6 for examples/mail: words in double braces are filled in by run.py.

// The part that asks Countersign: sign-in by OpenID Connect; the token then opens IMAP and SMTP.
$config['oauth_provider'] = 'generic';
$config['oauth_provider_name'] = 'Larkfield';
$config['oauth_client_id'] = '{{webmail_id}}';
$config['oauth_client_secret'] = '{{webmail_secret}}';
$config['oauth_auth_uri'] = '{{countersign}}/oidc/authorize';
$config['oauth_token_uri'] = '{{countersign}}/oidc/token';
$config['oauth_identity_uri'] = '{{countersign}}/oidc/userinfo';
$config['oauth_identity_fields'] = ['email'];
$config['oauth_scope'] = 'openid email profile mail offline_access';
$config['oauth_login_redirect'] = true;

// The rest is any webmail.
$config['imap_host'] = 'ssl://localhost:{{imaps}}';
$config['imap_conn_options'] = ['ssl' => ['cafile' => '{{tls}}/authority.pem']];
$config['smtp_host'] = 'ssl://localhost:{{submissions}}';
$config['smtp_conn_options'] = ['ssl' => ['cafile' => '{{tls}}/authority.pem']];
$config['smtp_user'] = '%u';
$config['smtp_pass'] = '%p';
$config['db_dsnw'] = 'sqlite:///{{state}}/roundcube/webmail.db?mode=0600';
$config['des_key'] = '{{webmail_key}}';
$config['product_name'] = 'Larkfield Webmail';
$config['skin'] = 'elastic';
$config['plugins'] = [];
$config['log_driver'] = 'file';
$config['log_dir'] = '{{state}}/roundcube/';
$config['temp_dir'] = '{{state}}/roundcube/';
$config['enable_installer'] = false;
$config['check_all_folders'] = false;
