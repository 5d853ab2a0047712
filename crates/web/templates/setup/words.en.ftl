### The first run, at /setup.

setup-progress = Progress
setup-step-code = Code
setup-step-organisation = Organisation
setup-step-administrator = You
setup-step-second-step = Second step
setup-step-mail = Email
setup-step-texts = Text messages
setup-step-defaults = Rules
setup-step-emergency = Emergency sheet
setup-step-people = People
setup-step-done = Done
# $at: number of the step. $of: how many there are. $step: its name.
setup-at = Step { $at } of { $of }: { $step }
setup-next = Save and go on

setup-code-title = Set up this server
setup-code-lead = The server printed a code when it started. Type it here, so that we know the server is yours.
setup-code-code = Code from the server
setup-code-hint = It stands on the console, or in the log, in a line that begins with “First run”.
setup-code-button = Begin
setup-code-wrong = That code does not fit. Look for the newest line that begins with “First run”: each start prints a new one.
setup-code-empty = Type the code that the server printed.

setup-organisation-title = Your organisation
setup-organisation-lead = This stands on every page and in every message.
setup-organisation-name = Name
setup-organisation-short = Short name
setup-organisation-short-hint = Up to 11 letters. Text messages come from this name where the network allows it.
setup-organisation-desk = Service desk
setup-organisation-desk-hint = Name and number, such as “IT service desk, 5550 1234”. It stands at the foot of every page.
setup-organisation-language = Language
setup-organisation-zone = Time zone
setup-organisation-address = People will sign in at
setup-organisation-address-secure = Passkeys and apps are tied to this address. Change it in the configuration before anybody uses it, not afterwards.
setup-organisation-address-plain = This address is not encrypted. That is fine for trying things out on this computer, and for nothing else.
setup-organisation-name-bad = Type the name of your organisation, up to 100 letters.
setup-organisation-short-bad = Type a short name of 1 to 11 letters, digits or spaces from A to Z.
setup-organisation-desk-bad = Type how people reach your service desk, up to 200 letters.
setup-organisation-zone-bad = Choose a time zone from the list.

setup-administrator-title = The first administrator
setup-administrator-lead = That is you. A second step is required for administrators; you set it up on the next page.
setup-administrator-name = Your name
setup-administrator-mail = Work email
setup-administrator-user = Name to sign in with
setup-administrator-user-hint = Usually the work email.
setup-administrator-button = Make the account
account-name-taken = Somebody signs in with that name already. Choose another.
account-name-bad = Type a name without spaces, such as a work email.
account-mail-bad = Type a full email address, such as name@organisation.example.

setup-mail-title = Does email work?
setup-mail-lead = Links for forgotten passwords and notices about changes go by email.
setup-mail-relay = Email leaves through { $relay }.
setup-mail-to = Send a test to
setup-mail-button = Send the test
setup-mail-sent = Sent at { $at } to { $mail }. It can take a few minutes.
setup-mail-code = 6-digit code from the email
setup-mail-check = Check the code
setup-mail-again = Send the test again
setup-mail-skip = Leave this for later
setup-mail-skip-text = Until email works nobody can reset a forgotten password alone, and invitations are links that you hand over yourself.
setup-mail-none = No mail relay is set up yet.
setup-mail-none-more = Name one in the configuration, in the section for mail, and start the server again. Until then nobody can reset a forgotten password alone.
setup-mail-code-wrong = That code does not fit. Type the six digits of the newest test email.
setup-mail-code-empty = Type the six digits of the test email.

setup-texts-title = Do text messages work?
setup-texts-lead = Codes for signing in can go by text message. A service that sends them, with which you have an account, takes them from this server.
setup-texts-legend = Which service sends your text messages?
setup-texts-twilio = Twilio, or one that works the same way
setup-texts-twilio-text = You need the account, its token, and a name or number that messages come from.
setup-texts-generic = Another service on the web
setup-texts-generic-text = It takes JSON with “to”, “text” and “sender”. Whatever else it wants goes into the configuration file.
setup-texts-kannel = Kannel, on your own network
setup-texts-kannel-text = You need the address of “sendsms”, a name and a password.
setup-texts-url = Address of the service
setup-texts-url-hint = Beginning with https://. Leave it empty for Twilio.
setup-texts-url-bad = Type the whole address of the service, beginning with https://
setup-texts-user = Account or name
setup-texts-user-hint = For Twilio the one that begins with AC.
setup-texts-user-bad = Type the account or name that the service gave you
setup-texts-password = Token or password
setup-texts-password-hint = It is kept encrypted and never shown again.
setup-texts-password-bad = Type the token or password that the service gave you
setup-texts-sender = Messages come from
setup-texts-sender-hint = A name of up to 11 letters, or a number of yours with its country.
setup-texts-sender-bad = Type up to 20 letters, digits or spaces from A to Z
setup-texts-countries = Countries to send to
setup-texts-countries-hint = Two letters each, such as HK, GB. Nothing is sent to any other, so that nobody can run up your bill.
setup-texts-countries-bad = Type at least one country as two letters, such as HK
setup-texts-outbox = Nothing leaves this server: the configuration keeps all messages in memory.
# $names: names of gateways in the configuration.
setup-texts-configured = Text messages leave through { $names }, as the configuration file says.
setup-texts-chosen = Text messages leave through the service you chose. To use another one later, name it in the configuration file: the file wins.
setup-texts-change = Choose another service now
setup-texts-number = Send a test to this number
setup-texts-number-hint = With its country, such as +852 5550 1234
setup-texts-number-bad = Type the whole number with its country, such as +852 5550 1234
setup-texts-country = That number is in a country you have not listed. Nothing was sent.
setup-texts-button = Send the test
setup-texts-again = Send another test
# $at: clock time. $ending: last two digits of the number.
setup-texts-sent = The test of { $at } goes to the number ending { $ending }.
setup-texts-answer = The service said:
setup-texts-code = 6-digit code from the text message
setup-texts-code-empty = Type the six digits of the test message.
setup-texts-code-wrong = That code does not fit. Type the six digits of the newest test message.
setup-texts-skip-text = Without it nobody can get a code by text message. An authenticator app and recovery codes work without it. You can name a service later, in the configuration file.
setup-texts-untried = Go on without a test
setup-texts-untried-text = If text messages then do not arrive, people have to use another way.

setup-defaults-title = Security defaults
setup-defaults-lead = The rules that count for everyone, unless a policy says more.
setup-defaults-does-everyone = Everyone sets up a second step.
setup-defaults-does-administrators = Administrators are asked for it at every sign-in, from the first one on.
setup-defaults-does-codes = Everyone can keep recovery codes for the day a phone is lost.
setup-defaults-legend = Security defaults are
setup-defaults-on = On
setup-defaults-on-text = A password that somebody learns is not enough to get in.
setup-defaults-off = Off
setup-defaults-off-text = People may add a second step, but need not. You can require it person by person.
setup-defaults-recommended = Recommended
setup-defaults-days = Days people may put it off
setup-defaults-days-hint = Counted for each person from their first sign-in. 0 to 90.
setup-defaults-days-bad = Type a number of days from 0 to 90.

setup-emergency-title = A sheet for an emergency
setup-emergency-lead = When your phone is gone, this is the way back in. Print it, and keep it where you keep your keys.
# On the sheet. $organisation: name.
setup-emergency-sheet = { $organisation }: how the administrator gets back in
setup-emergency-open = Open this address, and type your password:
setup-emergency-code = Choose “Use another way”, then a recovery code. Each works once.
setup-emergency-left = { $left ->
    [one] 1 recovery code is left, made { $at }.
   *[other] { $left } recovery codes are left, made { $at }.
}
setup-emergency-none = No recovery codes are made yet.
setup-emergency-console = Without codes: stop Countersign on its server, type this there as the user who runs it, with its configuration file if it has one, and start it again.
setup-emergency-console-more = It prints a link for a new password, once, for 24 hours, ends everything that is open, and is written to the log.
setup-emergency-print = Print this sheet
setup-emergency-codes = Make new codes and print them
setup-emergency-codes-first = Make recovery codes and print them
setup-emergency-codes-hint = The codes are shown once, and the print has this sheet’s last step as well. New codes end the old ones.
setup-emergency-saved = I have put the sheet and my codes somewhere safe
setup-emergency-first = Put the sheet somewhere safe, then tick the box. Or leave it for later.
setup-emergency-skip-text = Without the sheet, whoever knows the server has to let you back in from its console.

setup-people-title = Who else signs in?
setup-people-lead = Each person gets an email with a link for choosing their password.
setup-people-lead-links = Email does not work yet, so you get a link for each person and hand it over yourself.
# $count: people.
setup-people-invited = { $count ->
    [one] 1 person was invited
   *[other] { $count } people were invited
}
# $until: day and time.
setup-people-mailed = The link in each email can be opened until { $until }. From then on it counts for 30 minutes, once.
setup-people-links = Hand these links over yourself. They are not shown again. Each can be opened until { $until }, then counts for 30 minutes, once.
setup-people-list = Invited just now
setup-people-copy = Copy
setup-people-name-label = Name
setup-people-mail-hint = It is also the name they sign in with.
setup-people-button = Invite
setup-people-paste = Paste a list instead
setup-people-people = One person a line
setup-people-people-hint = Name, comma, email: Mei Lin Wong, m.wong@organisation.example. Up to { $most } at once.
setup-people-button-all = Invite them all
setup-people-count = { $count ->
    [one] 1 person is invited so far.
   *[other] { $count } people are invited so far.
}
setup-people-done = Finish
setup-people-skip-text = You can add people later, on this server’s console: countersign account add.
setup-people-empty = Type at least one line with a name and an email
setup-people-many = That is too much at once. Invite these people in several parts.
# $line: number of the line.
setup-people-name = Line { $line }: type a name, a comma and an email
setup-people-mail = Line { $line }: type a full email address after the name, such as name@organisation.example
setup-people-twice = Line { $line }: this email stands on the list already
setup-people-taken = Line { $line }: somebody signs in with that email already

setup-done-title = The server is ready
setup-done-lead = A tick means that it is set up. A clock means that it is left for later. To change what you typed here, use countersign organisation set on this server’s console.
setup-item-organisation = Your organisation
setup-item-organisation-left = Give it a name, on this server’s console: countersign organisation set.
setup-item-administrator = The first administrator
setup-item-administrator-left = Make the account.
setup-item-second-step = Your second step
setup-item-second-step-left = Required for administrators.
setup-item-recovery-codes = Your recovery codes
setup-item-recovery-codes-left = Make them under Security info, so that you can get in when your phone is lost.
setup-item-mail = Email
setup-item-mail-left = Without it nobody can reset a forgotten password alone. Name a mail relay in the configuration file.
setup-item-defaults = Security defaults
setup-item-defaults-left = Without them a second step is for whoever wants one. Switch them on, on this server’s console: countersign organisation set --defaults on.
setup-item-texts = Text messages
setup-item-texts-left = Name a text message service in the configuration file to send codes by text.
setup-item-emergency = Your emergency sheet
setup-item-emergency-left = Print your recovery codes under Security info, and keep them where you keep your keys.
setup-item-people = The first people
setup-item-people-left = Add them on this server’s console: countersign account add.
setup-item-apps = Apps
setup-item-apps-left = Add the apps that people sign in to, on this server’s console: countersign app add.
setup-done-button = Go to my apps

setup-over-title = This server is set up already
setup-over-text = The first run is over. Sign in to go on.
setup-over-button = Sign in
