### Pages of app passwords: the list, a new one, the one time it is shown, and the phone.

## The list

app-passwords-title = App passwords
app-passwords-lead = For programs that have nowhere to type a code. Each has a password of its own.
app-passwords-list = Your app passwords
# $opens: "reading mail and sending mail".
app-passwords-opens = Opens { $opens }.
# $day, $end: days.
app-passwords-made = Made { $day }. Ends on { $end } unless it is used.
app-passwords-soon = Ends on { $day }
app-passwords-remove = Remove { $name }
app-passwords-empty = No app passwords.
app-passwords-empty-more = Good: you need one only for a program that has nowhere to type a code, such as an old Outlook, a calendar tool or a scanner.
app-passwords-done-removed = “{ $name }” was removed. Whatever used it is refused from now on.
app-passwords-done-made = “{ $name }” is set up. The password is hidden now.
# $source: network address. $protocol: "reading mail (IMAP)".
app-password-used = Last used { $at } from { $source }, { $protocol }.
app-password-used-somewhere = Last used { $at }, { $protocol }.

## Programs that still use what has ended

still-program = A program
# $day: a day.
still-app-password = { $program } at { $source } still uses an app password that ended on { $day }.
still-app-password-somewhere = { $program } still uses an app password that ended on { $day }.
still-password = { $program } at { $source } still uses the password you had until { $day }.
still-password-somewhere = { $program } still uses the password you had until { $day }.
still-was = It was called “{ $name }”.
still-last = Last tried { $at }, { $protocol }.
still-do = It is refused and locks nothing. Remove the old password in that program, or give it a new app password.

## What one opens, and by which protocol

scope-mail = reading mail
scope-sending = sending mail
scope-calendar = calendar and contacts
scope-files = files
scope-vpn = VPN
scope-mail-long = Reading mail
scope-sending-long = Sending mail
scope-calendar-long = Calendar and contacts
scope-files-long = Files
scope-vpn-long = VPN
protocol-imap = reading mail (IMAP)
protocol-pop3 = reading mail (POP3)
protocol-smtp = sending mail (SMTP)
protocol-sieve = mail rules (Sieve)
protocol-caldav = calendar (CalDAV)
protocol-carddav = contacts (CardDAV)
protocol-webdav = files (WebDAV)
protocol-ldap = directory (LDAP)
protocol-radius = VPN (RADIUS)

## One of them

app-password-title = App password
app-password-opens = Opens
app-password-made = Made
app-password-last = Used
app-password-ends = Ends
app-password-ends-why = 90 days after its last use. We write to you 14 days before.
app-password-name = What do you call it?
app-password-name-hint = The program and the device, so that you know it again.
app-password-done-renamed = It is called “{ $name }” now.
app-password-remove = Remove it
app-password-remove-text = The program is refused at once. Your password and the others stay.
app-password-remove-title = Remove an app password
app-password-remove-head = Remove { $name }?
app-password-remove-then = The program that uses it is refused at once, also where it is connected now.
app-password-remove-for-good = It does not come back. You can make a new one in a minute.
app-password-remove-button = Remove it
app-password-remove-keep = Keep it
app-password-over = We cannot show it again. If you still need it, make a new one and remove this one.

## A new one

app-password-make-title = New app password
app-password-make-lead = One for each program and device. You see it once, with everything else the program asks for.
app-password-program = Which program is it for?
app-password-may-open = What may it open?
app-password-may-open-hint = Ticked is what that program needs. Less is safer.
app-password-changed = We ticked what this program needs. Look it over and press the button once more.
app-password-make-button = Make the app password
app-password-make-not = Not now
app-password-program-none = Choose the program it is for
app-password-name-bad = Give it a name of 1 to 60 letters
app-password-opens-nothing = Tick what it may open
app-password-network-bad = Write a network as 192.0.2.0/24
app-password-end-bad = Choose a day that is still to come
app-password-not-allowed = There are no app passwords for your account: administrators sign in with their second step only, and an organisation can switch them off. Use a program that opens a sign-in window.
app-password-second-step = First set up a second step and sign in with it. A recovery code is not enough for this.
app-password-most = You have 40 app passwords, and more are not possible. Remove one that you do not use.
program-outlook = Outlook 2010 or 2013
program-outlook-text = On Windows
program-thunderbird = Thunderbird
program-thunderbird-text = On a computer
program-apple = Apple Mail or Calendar
program-apple-text = Mac, iPhone or iPad
program-phone = The phone’s own mail
program-phone-text = iPhone or Android
program-calendar = A calendar tool
program-calendar-text = Rainlendar, DAVx5 and others
program-scanner = A printer or scanner
program-scanner-text = It only sends
program-vpn = VPN
program-vpn-text = A network client
program-other = Another program
program-other-text = Tick what it needs
# What it is called before its owner names it. $system: "Windows".
program-outlook-name = Outlook on { $system }
program-thunderbird-name = Thunderbird on { $system }
program-apple-name = Apple Mail
program-phone-name = Phone
program-calendar-name = Calendar on { $system }
program-scanner-name = Scanner
program-vpn-name = VPN on { $system }
modern-title = Can your program ask for the second step itself?
modern-text = Outlook 2016 and newer, Thunderbird of today and many others open a sign-in window. Choose “Modern sign-in” or “OAuth” in them; then you need no app password.
modern-thunderbird-1 = Save this file:
modern-thunderbird-file = the extension for Thunderbird
modern-thunderbird-2 = In Thunderbird choose Add-ons and Themes, then the cog wheel, then Install Add-on From File.
modern-thunderbird-3 = Add your mail account, and choose OAuth2 as the way to sign in.
modern-others = In other programs look for “OAuth2” where they ask for the kind of password.
cannot-make-head = Not yet
cannot-make-security = To Security info
cannot-make-list = See them
cannot-make-back = Back

## Shown once

app-password-show-title = Your app password
show-head = Set up { $name }
# $opens: "reading mail and sending mail".
show-lead = The program gets this password of its own. It opens { $opens }, and nothing else.
show-password = 1. The password
show-until = Shown until you press Done, or { $until }
show-not-printed = Not printed, on purpose. A password on paper can be used by whoever finds it.
show-copy = Copy the password
show-form = Twenty letters, no digits. With or without the gaps.
show-paste = Paste it into the program and let the program remember it. Do not write it down: if it is ever lost, make a new one in a minute.
show-settings = 2. The settings
show-print = Print without the password
show-finds-thunderbird = Thunderbird finds these by itself.
show-finds-thunderbird-how = Choose Account Settings, Account Actions, Add Mail Account, type your address and paste the password. The list is here in case it asks.
show-finds-outlook = Outlook finds these by itself.
show-finds-outlook-how = Choose File, Add Account, type your address and paste the password. The list is here in case it asks.
show-works = 3. Does it work?
show-works-hint = This turns green as soon as the program connects, so you need not guess. Not using it now? That is fine.
show-works-look = Look again
show-done = Done, hide the password
# $app: "Larkfield Mail".
show-done-app = Done, go on to { $app }
show-phone = Setting up a phone?
show-phone-qr = A code with a link to these settings, good for one phone until { $until }
show-phone-how = Point the phone’s camera at it. Good for one phone, until { $until }.
show-profile = Apple profile
show-profile-text = For iPhone, iPad and Mac: a file signed by { $organisation }. It has the password inside, so do not pass it on.

## Does it work?

works-title = Does it work?
works-waiting = Waiting for { $program } to connect
# $at: clock time.
works-good = { $program } connected at { $at } from { $source }.
works-good-somewhere = { $program } connected at { $at }.
works-by = It was { $protocol }.
works-untried-mail = Reading mail has not been tried yet.
works-untried-sending = Sending has not been tried yet.
works-untried-calendar = The calendar has not been tried yet.
works-untried-files = Files have not been tried yet.
works-untried-vpn = The VPN has not been tried yet.
works-ended = It has ended and opens nothing any more.
tried-wrong = Someone tried with a wrong password. Paste it again.
tried-needs-app-password = Your normal password came, which does not count there. Paste the app password instead.
tried-other-scope = The program tried something this app password does not open. Make one that does.
tried-other-network = It came from a network this app password is not for.
tried-retired = A password that has ended came. Remove the old one in the program and paste the new one.
tried-paused = Too many different wrong passwords came from there. Paste the right one and wait a quarter of an hour.
tried-disabled = Your account is disabled. Ask the service desk.
tried-not-allowed = App passwords are not allowed for your account.
tried-app-off = The server the program asks is switched off. Ask the service desk.
tried-when = At { $at } from { $source }, { $protocol }.
tried-when-somewhere = At { $at }, { $protocol }.

## The settings

card-server = Server
card-port = Port
card-user = User name
card-imap = Incoming mail (IMAP)
card-pop3 = Incoming mail (POP3)
card-smtp = Outgoing mail (SMTP)
card-or-pop3 = Or incoming mail by POP3
card-dav = Calendar and contacts (CalDAV, CardDAV)
card-dav-address = Address
card-tls-implicit = SSL/TLS, normal password
card-tls-starttls = STARTTLS, normal password
card-tls-plain = Not protected: for trying out on this machine only
# $kind: "Incoming mail (IMAP)".
card-copy-server = Copy the server: { $kind }
card-copy-port = Copy the port: { $kind }
card-copy-user = Copy the user name: { $kind }
card-copy-dav = Copy the address of calendar and contacts

## The phone

phone-title = Settings for this device
phone-head = Settings for this device
phone-lead = Here are the settings for “{ $name }”. The button gives them to this device, and to no other.
phone-apple-1 = Press the button and allow the download of the profile.
phone-apple-2 = Open Settings and press Profile Downloaded near the top.
phone-apple-3 = Press Install.
phone-other = The next page has the password and the servers to copy.
phone-button = Get the settings
phone-once = Good once, until { $until }.
phone-card-head = Set up { $name }
phone-card-until = On this device only, until { $until }
phone-profile = Install the profile
phone-password = The password
phone-settings = The settings
phone-over-head = These settings are not here any more
phone-over-text = The code is good for one device and for ten minutes. Make a new app password on the computer, or look there whether it still shows a code.
phone-over-link = To your app passwords
# Name of the profile on the device. $organisation: its name.
device-profile-title = { $organisation }: mail
device-profile-about = Sets up mail, calendar and contacts. Made for { $name }; it has a password inside.
