### Pages of somebody's own account. Times come ready made: $at and $until as "today, 14:20" or
### "3 March 2026, 14:20", $day as "Friday 4 December 2026", $clock as "14:20".

## The list of pages on every account page

nav-account = Your account
nav-home = Home
nav-security = Security info
nav-app-passwords = App passwords
nav-password = Password
nav-devices = Devices
nav-activity = Activity
nav-profile = Profile
nav-my-apps = My apps
nav-profile-and-language = Profile and language
nav-sign-out = Sign out

## Home

home-title = My apps
home-greet-morning = Good morning, { $name }
home-greet-afternoon = Good afternoon, { $name }
home-greet-evening = Good evening, { $name }
home-greet-night = Good evening, { $name }
home-plain = Your apps
home-apps = Apps
home-search = Search your apps
home-search-button = Search
home-search-none = No app is called that. Try a shorter word.
home-empty = No apps yet.
home-empty-more = Your administrator adds them. Your account pages are in the list on this page.
home-latest = Recently
home-latest-empty = Nothing has happened yet.
home-latest-more = All activity
home-put-off-done = You put the second step off. We will ask again the next time you sign in.

## One thing to do, on top of Home

# $day: last day. $days: days until then.
to-do-put-off = { $days ->
    [0] Add a second step today. From tomorrow you cannot sign in without it.
    [one] Add a second step by { $day }, tomorrow. From then on you cannot sign in without it.
   *[other] Add a second step by { $day }, { $days } days from now. From then on you cannot sign in without it.
}
to-do-put-off-link = Add it now, two minutes
to-do-one-way = Only one way to sign in is left. Add another before you need it.
to-do-one-way-link = Add another way
to-do-codes-low = { $count ->
    [0] You have no recovery codes left.
    [one] You have 1 recovery code left.
   *[other] You have { $count } recovery codes left.
}
to-do-codes-low-link = Make new codes
to-do-no-second-step = You sign in with a password only. Add a second step: two minutes.
to-do-no-second-step-link = Add a second step

## Security info

security-title = Security info
security-lead = The ways you can prove it is you. Keep at least two, so that a lost phone does not lock you out.
security-add = Add a way to sign in
security-ways = Ways to sign in
security-ask-first = Ask me first for
security-ask-first-save = Save
security-badge-default = Default
security-badge-new = New today
security-badge-weakest = Weakest
# $until: clock time.
security-badge-paused = Paused until { $until }
security-menu = More for { $label }
security-menu-rename = Rename
security-menu-default = Make it the default
security-menu-remove = Remove
security-used = Added { $added }. Last used { $used }.
security-unused = Added { $added }. Not used yet.
security-empty = You sign in with a password only.
security-empty-more = Add a second step: two minutes. If someone learns your password, they still cannot get in.
security-empty-required = You need a second step. Add one now, or you may not be able to sign in again.
security-codes = Recovery codes
security-codes-left = { $left } of { $of } left. Made { $at }. Each works once.
security-codes-none = None yet. They let you in when your phone is lost.
security-codes-new = Make new codes
security-codes-first = Make codes
security-programs = App passwords
security-programs-new = New app password
security-programs-empty = No app passwords. Good: you need one only for a program that has nowhere to type a code.
security-programs-foot = For programs that have nowhere to type a code. Each one opens only what you choose, and can be removed without touching the others.
security-programs-unused = Not used yet.
security-programs-remove = Remove
# Beside recovery codes, when few are left.
security-codes-low = Few left
security-wrong = If something is wrong
security-wrong-phone = My phone is lost or broken
security-wrong-phone-text = Remove it, see what is left, and add another way.
security-wrong-phone-button = Start
security-wrong-hacked = I think someone got in
security-wrong-hacked-text = A new password, everything signed out, and a look through what can get in.
security-wrong-hacked-button = Start
security-wrong-everywhere = Sign out everywhere
security-wrong-everywhere-text = { $count ->
    [one] Only this browser is signed in.
   *[other] { $count } browsers are signed in.
}
security-wrong-everywhere-button = See them
security-done-added = “{ $label }” was added. We have also told you by email and on your other ways.
security-done-renamed = It is called “{ $label }” now.
security-done-default = We will ask for “{ $label }” first from now on.
security-done-removed = “{ $label }” was removed. Your other browsers were signed out.
# $label: what was removed. $next: the new default.
security-done-removed-default = “{ $label }” was removed. We will ask for “{ $next }” first from now on.
security-done-codes = Your new recovery codes count from now on. The old ones have ended.
# $at: clock time. $count: other browsers that were signed out.
security-done-password = { $count ->
    [0] Your password was changed at { $at }.
    [one] Your password was changed at { $at }. 1 other sign-in was ended.
   *[other] Your password was changed at { $at }. { $count } other sign-ins were ended.
}
security-not-you = Was it not you? The message that we have just sent you has a link that undoes it.
security-not-you-link = Choose a new password as well

## What kinds of ways are called. $hint: the last two digits, a masked address, or nothing.

kind-sms = Text message to the number ending { $hint }
kind-call = Call to the number ending { $hint }
kind-email = Email to { $hint }
kind-totp = Code from an authenticator app
kind-passkey = Passkey or security key
kind-push = Countersign app
kind-recovery = Recovery code
kind-password = Password
kind-other = Another way

## Add a way to sign in

add-title = Add a way to sign in
add-lead = A second way keeps you from being locked out when your phone is lost.
add-legend = Which one do you want to add?
add-next = Next
add-back = Back to security info
add-recommended = Recommended
add-have = { $have ->
    [one] 1 added
   *[other] { $have } added
}
add-full = No more of these can be added. Remove one first.
add-none = There is nothing more to add. Your organisation allows the ways you already have.
add-choose = Choose which one you want to add.
choice-totp = Code from an authenticator app
choice-totp-text = Any app that shows six-digit codes. Works with no signal.
choice-sms = Text message
choice-sms-text = A code by text message. Works on any phone, but is the easiest to trick out of you.
choice-call = Call
choice-call-text = We call your number and read a code out.
choice-email = Email to another address
choice-email-text = A code by email, to an address that is not your work address.
choice-passkey = Passkey or security key
choice-passkey-text = Your fingerprint, face or PIN, or a key you plug in. The safest choice.
choice-push = Approve on your phone
choice-push-text = A message pops up. You check what it says and type two digits. Free, also works abroad.
choice-recovery = Recovery codes
choice-recovery-text = Ten codes to print and keep. Each works once.
choice-other = Another way
choice-other-text = A way your organisation has added.

## One way

way-title = One way to sign in
way-facts = Facts
way-kind = What it is
way-added = Added
way-added-from = { $at }, from { $from }
way-used = Last used
way-used-never = Not yet
way-paused = Paused
way-paused-until = After too many wrong codes, until { $until }. Your other ways still work.
way-uses = Last uses
way-uses-empty = Not used yet.
# $app: what was signed in to. $tag: request tag.
way-use = { $app }, request { $tag }
way-use-account = Your account, request { $tag }
way-name = Name
way-name-hint = So that you can tell it from the others later. Only you and the service desk see it.
way-name-save = Save the name
way-default = Default
way-default-is = We ask for this one first.
way-default-make = Make it the default
way-default-text = We ask for it first when you sign in. Another way can be chosen each time.
way-remove = Remove
way-remove-text = It can no longer be used to sign in. You are asked once more.
way-remove-button = Remove { $label }
way-is-the-last = This is your only second step. Add another first.
way-name-bad = Give it a name of up to 60 letters, so that you can tell it from the others later.
way-password-first = Your password is too short to be all you sign in with. Choose a longer one first, then remove this.

## Remove a way

remove-way-title = Remove a way to sign in
remove-way-head = Remove { $label }?
remove-way-text = It can no longer be used to sign in.
remove-way-left = What is left:
remove-way-left-none = Nothing is left but your password. Add another way soon.
remove-way-codes = { $count ->
    [one] 1 recovery code
   *[other] { $count } recovery codes
}
remove-way-next = We will ask for { $label } first.
remove-way-browsers = { $count ->
    [one] 1 other browser is signed out by this.
   *[other] { $count } other browsers are signed out by this.
}
remove-way-told = We tell you by email and on your other ways. You can undo it from there for 72 hours.
remove-way-button = Remove it
remove-way-keep = Keep it

## Recovery codes

codes-title = Recovery codes
codes-new-lead = Ten codes for the day when everything else is gone: your phone is lost, or there is no signal. Each works once.
codes-new-ends = { $left ->
    [one] The 1 code you still have, made { $at }, ends at once.
   *[other] The { $left } codes you still have, made { $at }, end at once.
}
codes-new-keep = You see them once. Have a printer or a password manager ready.
codes-new-button = Make ten codes
codes-new-back = Back to security info

## Choosing a password

password-title = Change password
password-lead = You sign in with it everywhere, so choose one that only you know.
password-current = Current password
password-current-empty = Type your current password.
password-current-wrong = That is not your current password.
password-none = You have no password yet. Ask for a link with “I forgot my password”.
password-new = New password
# $least: shortest length.
password-policy = At least { $least } characters. Longer is better; spaces are fine. Do not reuse one from elsewhere.
password-others = Sign out everywhere else
password-others-text = All other browsers have to sign in again with the new password.
password-programs = What about your app passwords?
password-programs-keep = Keep them
password-programs-keep-text = Programs go on working.
password-programs-remove = Remove them
password-programs-remove-text = Choose this if someone may have used your account.
password-button = Change the password
password-back = Back to security info
password-user = Email

## Forgotten password

forgot-title = Forgotten password
forgot-head = Choose a new password
forgot-lead = Type your work email. We send you a link and a code.
forgot-user = Work email
forgot-user-empty = Type your work email.
forgot-button = Send the message
forgot-back = Back to sign in
forgot-sent-title = Look for a message from us
forgot-sent-text = If that address belongs to an account, a message is on its way. It can take a few minutes.
forgot-sent-then = Open the link in it, or type the code from it here. Both can be used for 30 minutes.
forgot-sent-user = Work email
forgot-sent-code = Code from the message
forgot-sent-code-hint = Eight letters and digits, such as HVTK-W7EN
forgot-sent-button = Go on
forgot-sent-again = Nothing has come? Look in the spam folder, or ask for another message.
forgot-sent-again-link = Ask again
reset-code-wrong = That code does not fit, or it has ended. Check it, or ask for another message.
reset-code-empty = Type the eight letters and digits from the message.

## The page behind the link

reset-open-title = Choose a new password
reset-open-first = Welcome. Choose your password
reset-open-text = This is for the account { $username }.
reset-open-second = Next we ask for your second step, so that a stolen mailbox is not enough. Then you choose the password.
reset-open-plain = Next you choose the password.
reset-open-first-then = After that you can sign in, and set up a second step if your organisation asks for one.
reset-open-button = Choose a new password
reset-open-first-button = Choose my password
reset-open-not-you = You did not ask for this? Then close this page. Nothing has changed.
new-password-title = New password
new-password-head = Your new password
new-password-ends = Everything that is signed in now has to sign in again.
new-password-ends-programs = Your app passwords end as well: make new ones for your programs afterwards.
new-password-button = Save the new password
reset-done-title = Your password was changed
reset-done-text = It was changed at { $at }, and everything was signed out. Sign in with the new one.
reset-done-button = Sign in
reset-over = This link has ended. Links work once and for 30 minutes.
reset-over-title = This link has ended
reset-over-text = A link works once, and only for a short while. Ask for a new one; it takes a minute.
reset-over-button = Ask for a new link

## Undo, from a notice

undo-title = Was that you?
undo-look-added = Someone added “{ $label }” to your account { $at }.
undo-look-removed = Someone removed “{ $label }” from your account { $at }.
undo-look-password = Someone changed the password of your account { $at }.
undo-look-codes = Someone made new recovery codes for your account { $at }.
undo-look-app-password = Someone made the app password “{ $label }” for your account { $at }.
undo-look-other = Someone changed your account { $at }.
undo-from = It was done with { $device }, from { $place }.
undo-what = If it was not you: we take it back, sign out everything, and you choose a new password.
undo-what-password = If it was not you: we sign out everything, and you choose a new password.
undo-yes = Yes, that was me
undo-no = No, undo it
undo-kept-title = Good, nothing changes
undo-kept-text = You told us that it was you. This link has ended.
undo-kept-button = Go to security info
undo-done-title = We undid it
undo-done-added = “{ $label }” can no longer be used to sign in, and everything was signed out.
undo-done-removed = “{ $label }” works again, and everything was signed out.
undo-done-password = Everything was signed out.
undo-done-codes = Everything was signed out.
undo-done-app-password = “{ $label }” opens nothing any more, and everything was signed out.
undo-done-other = Everything was signed out.
undo-done-next = Now choose a new password, since someone may know the old one.
undo-done-button = Choose a new password
undo-over = This link has ended. Links to undo a change work once and for 72 hours.
undo-over-title = This link has ended
undo-over-text = A link to undo a change works once, and for 72 hours. If something on your account is not yours, change your password, or call the service desk.
undo-over-button = Go to security info

## Devices

devices-title = Devices
devices-lead = Browsers that are signed in to your account. Sign out what you do not know or do not use any more.
devices-list = Browsers and apps signed in
devices-this = This one
devices-since = Signed in { $at }. Last seen { $seen }.
devices-since-this = Signed in { $at }. In use now.
devices-place = From { $place }
devices-ends = Ends by itself { $at }.
# $apps: a list of names, separated.
devices-apps = Open in it: { $apps }
devices-sign-out = Sign out
devices-sign-out-of = Sign out { $device }
devices-not-yours = Not yours?
devices-not-yours-link = Secure the account
devices-everywhere = Sign out everywhere else
devices-programs = Programs with an app password
devices-alone = Only this browser is signed in.
devices-done-one = It was signed out.
devices-done-others = { $count ->
    [0] Nothing else was signed in.
    [one] 1 other browser was signed out.
   *[other] { $count } other browsers were signed out.
}
sign-out-everywhere-title = Sign out everywhere else
sign-out-everywhere-head = Sign out everywhere else?
sign-out-everywhere-text = { $count ->
    [one] 1 other browser is signed out at once. This one stays signed in.
   *[other] { $count } other browsers are signed out at once. This one stays signed in.
}
sign-out-everywhere-button = Sign them out
sign-out-everywhere-keep = Leave them

## Activity

activity-title = Recent activity
activity-lead = What happened on your account in the last 90 days, codes we sent without an answer included.
activity-show = Show
activity-all = All
activity-sign-ins = Sign-ins
activity-codes = Codes and prompts
activity-changes = Changes
activity-refused = Refused
activity-empty = Nothing yet in the last 90 days.
activity-older = Older
activity-csv = Download as CSV
activity-request = Request
activity-not-you = Was this not you?
activity-not-you-link = Secure the account
activity-joined = Answered together: { $apps }
activity-place = { $device }, { $place }

## What happened. $app, $label: names. $kind: one of the words what-with below.

happened-signed-in = { $app ->
    [none] Signed in to your account with { $kind }
   *[other] Signed in to { $app } with { $kind }
}
happened-proved = Proved it was you with { $kind }
happened-refused = A sign-in was refused
happened-wrong-answer = A wrong answer: { $kind }
happened-paused = Paused after too many wrong answers
happened-asked = Asked for { $kind }
happened-joined = { $app } joined an open request
happened-cancelled = A sign-in was cancelled
# At a program that was refused: it leads to a new app password.
activity-fix = Fix this
happened-denied = A sign-in was reported as not you
happened-put-off = The second step was put off
happened-grace-began = The time to add a second step began
happened-signed-out = Signed out
happened-session-revoked = Other browsers were signed out
happened-method-added = “{ $label }” was added as a way to sign in
happened-method-removed = “{ $label }” was removed
happened-method-renamed = A way to sign in is called “{ $label }” now
happened-default-changed = “{ $label }” is asked for first now
happened-recovery-used = A recovery code was used
happened-password-changed = The password was changed
happened-reset-asked = A message for a forgotten password was asked for
happened-change-undone = A change was undone from a notice
happened-change-confirmed = A change was confirmed from a notice
happened-profile-changed = The profile was changed
happened-state-changed = An administrator changed when you are asked for a second step
happened-account-made = The account was made
happened-account-disabled = The account was switched off
happened-account-enabled = The account was switched on
happened-methods-reset = The service desk asked you to set up your ways to sign in again
happened-app-opened = { $app } was opened
happened-send-withheld = A code was not sent: too many were asked for
happened-delivery-failed = A message could not be delivered
happened-app-password-made = An app password was made: “{ $label }”
happened-app-password-taken = The settings of “{ $label }” went to a phone
happened-app-password-renamed = An app password is called “{ $label }” now
happened-app-password-used = “{ $label }” was used for the first time, or from a new network
happened-app-password-ended = An app password ended
happened-old-program = { $program ->
    [none] A program came with your normal password
   *[other] { $program } came with your normal password
}
happened-retired-used = A program still uses a password that has ended
happened-other = Something on the account changed

with-password = a password
with-sms = a text message
with-call = a call
with-email = an email
with-totp = a code from an app
with-passkey = a passkey
with-push = the app
with-recovery = a recovery code
with-other = another way

## Profile

profile-title = Profile
profile-lead = How you are called here, and how pages and messages look for you.
profile-you = You
profile-name = Name
profile-mail = Work email
profile-user = Name to sign in with
profile-mail-hint = Notices about your account go here.
profile-managed = Comes from the staff directory. Ask HR to change it.
profile-fixed = Ask the service desk to change it.
profile-name-bad = Type your name, up to 100 letters.
profile-language-bad = Choose a language from the list.
profile-look = Language, time and looks
profile-language = Language of pages and messages
# $name: what the organisation has.
profile-as-organisation = As the organisation: { $name }
profile-time-zone = Time zone
profile-appearance = Appearance
profile-appearance-system = As the system
profile-appearance-light = Light
profile-appearance-dark = Dark
profile-larger = Larger text? Press Ctrl and + in your browser, or ⌘ and + on a Mac. All pages follow.
profile-save = Save
profile-done = Saved. It counts from now on.

## Setting something up from here needs a fresh proof

fresh = Prove that it is you first. You are asked at most once in 10 minutes.

# What /verify asks for: said after "To prove".
verify-add = We ask again before a way to sign in is added.
verify-change = We ask again before a way to sign in is changed.
verify-remove = We ask again before a way to sign in is removed.
verify-codes = We ask again before new recovery codes are made.
verify-password = We ask again before your password is changed.

## Sign out

sign-out-title = Sign out
sign-out-head = Sign out?
sign-out-text = You sign out of { $organisation } in this browser. Other browsers stay signed in.
# $app: what asked for it.
sign-out-app = { $app } asks to sign you out, here and in everything you opened from this browser.
sign-out-button = Sign out
sign-out-stay = Stay signed in
signed-out-title = You are signed out
signed-out-text = You are signed out of { $organisation } in this browser.
# $apps: a list of names.
signed-out-apps = { $apps } may still be open. Close them yourself, or sign out in them.
signed-out-button = Sign in again

## When something is wrong

lost-title = My phone is lost or broken
lost-lead = Remove it first, so that nobody who finds it can use it.
lost-which = Which one is gone?
lost-gone = This one
# $label: name of a way to sign in.
lost-gone-label = This one: { $label } is gone
lost-none = There is no phone or app on your account.
lost-then = Before it goes you see what is left. Every other browser is signed out with it.
lost-after = Then
lost-add = Add a new way
lost-add-text = A new phone, or an authenticator app.
hacked-title = I think someone got in
hacked-lead = Go through this from the top. It takes about five minutes, and you can come back to it.
hacked-password = Choose a new password
hacked-password-text = Everything else is signed out at once, if you leave the box ticked.
hacked-password-button = Choose a new password
hacked-browsers = Sign out what you do not know
# $count: browsers signed in besides this one.
hacked-browsers-text = { $count ->
    [0] No other browser is signed in.
    [one] One other browser is signed in.
   *[other] { $count } other browsers are signed in.
}
hacked-ways = Look through your ways to sign in
hacked-ways-text = Remove what is not yours.
hacked-ways-none = There are none besides your password.
hacked-ways-button = Look
# $label: name of a way to sign in.
hacked-ways-label = Look at { $label }
hacked-programs = Look through your app passwords
hacked-programs-text = Remove those of programs you do not know.
hacked-programs-button = See app passwords
hacked-activity = Look at what happened
hacked-activity-text = When, from where and with what somebody signed in or changed something.
hacked-activity-button = See activity
hacked-tell = Tell the service desk
# $desk: name and number of the service desk.
hacked-tell-desk = { $desk }. Say when you noticed it.
hacked-tell-text = Say when you noticed it.
