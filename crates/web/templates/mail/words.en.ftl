### Messages that are sent: mails, and one-sentence notices by text message or call. Mails are made
### of -subject, -head, sentences and one button; no code ever stands in a subject.
### $organisation: name. $at: "14:20 on Sunday 22 November 2026 (Hong Kong time)".

## Every mail

mail-hello = Hello { $name },
mail-fact-device = Device
mail-fact-place = From
mail-fact-time = When
mail-fact-app = For
mail-fact-tag = Request
mail-fact-way = Way to sign in
mail-fact-reason = Reason
mail-fact-by = By
mail-secure = Secure my account
mail-undo = This was not me, undo it
mail-undo-text = If this was you, there is nothing to do. If not, undo it within 72 hours: we take it back, sign out everything, and you choose a new password.
mail-secure-text = If this was you, there is nothing to do. If not, change your password now: everything else is signed out at once.
mail-link-hint = If the button does not work, open this address:
# $account: mail address. $desk: name and number of the service desk.
mail-foot = Sent by { $organisation } because of your account { $account }. { $desk }. We never ask for your password or a code.
mail-foot-bare = Sent by { $organisation } because of your account { $account }. We never ask for your password or a code.

## M1, first sign-in in a new browser

mail-new-browser-subject = New sign-in to your { $organisation } account
mail-new-browser-head = New sign-in to your account
mail-new-browser-text = Somebody signed in with your password and your second step, in a browser we have not seen before.

## M2, reported as "not me"

mail-denied-subject = Someone tried to sign in as you
mail-denied-head = Someone tried to sign in as you
mail-denied-text = You said that it was not you, and nobody got in. Your password was right, so someone may know it.
mail-denied-button = Change it now

## M3 and M4, ways to sign in

mail-way-added-subject = A way to sign in was added: { $label }
mail-way-added-head = A way to sign in was added
mail-way-added-text = “{ $label }” can now be used to sign in to your account.
mail-way-removed-subject = A way to sign in was removed: { $label }
mail-way-removed-head = A way to sign in was removed
mail-way-removed-text = “{ $label }” can no longer be used to sign in to your account.
mail-default-changed-subject = A different way to sign in is asked first: { $label }
mail-default-changed-head = Your default was changed
mail-default-changed-text = We ask for “{ $label }” first from now on.
mail-recovery-made-subject = New recovery codes were made
mail-recovery-made-head = New recovery codes were made
mail-recovery-made-text = The old ones have ended.

## M5, forgotten password

mail-reset-subject = Choose a new password
mail-reset-head = Choose a new password
mail-reset-text = Somebody asked for a new password for your account, { $at }, with { $device }, from { $place }.
mail-reset-how = Press the button, or type the code on the page where you asked. Both can be used for 30 minutes, until { $until }.
mail-reset-button = Choose a new password
mail-code = Code for typing
mail-reset-ignore = If you did not ask for this, ignore it. Nothing has changed.

## M6, recovery code used

mail-recovery-used-subject = A recovery code was used
mail-recovery-used-head = A recovery code was used
mail-recovery-used-text = Somebody signed in to your account with one of your recovery codes.
mail-recovery-used-left = { $left ->
    [0] None are left. Make new ones under Security info.
    [one] 1 is left.
   *[other] { $left } are left.
}

## M7, password changed

mail-password-changed-subject = Your password was changed
mail-password-changed-head = Your password was changed
mail-password-changed-text = The password of your account is a new one.
mail-password-changed-programs = { $programs ->
    [kept] Your app passwords go on as before.
   *[removed] Your app passwords ended with it: programs that used them cannot sign in any more.
}
mail-password-changed-undo = If this was you, there is nothing to do. If not, press the button within 72 hours: we sign out everything, and you choose a new password.

## M8, an old program was refused. $program: its name, or what programs of its sort are.

mail-program = { $program ->
    [mail] A mail program
    [calendar] A calendar program
    [files] A program for files
    [vpn] A VPN
   *[other] { $program }
}
mail-old-program-subject = { mail-program } could not sign in
mail-old-program-head = { mail-program } could not sign in
mail-old-program-text = It used your normal password, which was right. It cannot ask for your second step, so we stopped it. Nothing is broken.
mail-old-program-what = Set it up with an app password: that takes a minute.
mail-old-program-button = Set it up with an app password
mail-old-program-last = You do not use such a program? Then someone may know your password: change it now at { $address }/security/password

## M10, app passwords

mail-fact-opens = Opens
mail-scope-mail = reading mail
mail-scope-sending = sending mail
mail-scope-calendar = calendar and contacts
mail-scope-files = files
mail-scope-vpn = VPN
mail-app-password-made-subject = App password made: { $label }
mail-app-password-made-head = An app password was made
mail-app-password-made-text = “{ $label }” is a password for one program. It opens nothing else.
mail-app-password-ends-subject = An app password ends on { $day }
mail-app-password-ends-head = An app password ends on { $day }
mail-app-password-ends-text = { $reason ->
    [over] “{ $label }” was made to end on that day.
   *[other] Nobody has used “{ $label }” for a long time. If nobody does until then, it ends.
}
mail-app-password-ends-what = If you still need it, use it once, or make a new one.
mail-app-password-ends-button = Look at your app passwords
mail-app-password-network-subject = App password used from a new network: { $label }
mail-app-password-network-head = An app password was used from a new network
mail-app-password-network-text = “{ $label }” opened your account from a network that none of your programs has come from before.
mail-app-password-network-what = If this was you, there is nothing to do. If not, remove it now: it stops at once.
mail-app-password-network-button = Look at your app passwords
mail-app-passwords-removed-subject = Your app passwords were removed
mail-app-passwords-removed-head = Your app passwords were removed
mail-app-passwords-removed-text = { $count ->
    [one] The service desk of { $organisation } removed your app password. The program that used it cannot sign in any more.
   *[other] The service desk of { $organisation } removed your { $count } app passwords. Programs that used them cannot sign in any more.
}
mail-app-passwords-removed-what = If you still need one, make a new one for each program.

## A program still uses what has ended. $label: name of the app password, or nothing.

mail-still-used-subject = A program still uses an old password
mail-still-used-head = A program still uses an old password
mail-still-used-text = { $label ->
    [none] { $program ->
        [none] A program still tries a password that you had before.
       *[other] { $program } still tries a password that you had before.
    }
   *[other] { $program ->
        [none] A program still tries the app password “{ $label }”, which has ended.
       *[other] { $program } still tries the app password “{ $label }”, which has ended.
    }
}
mail-still-used-what = It is refused, and it locks nothing. Remove the old password there, or give the program a new app password.
mail-still-used-button = Look at your app passwords

## Guesses at a program's door

mail-programs-paused-subject = Wrong passwords from a mail program
mail-programs-paused-head = Wrong passwords from a program
mail-programs-paused-text = A program, or somebody, tried many different passwords for your account. We compare none of them until { $until }.
mail-programs-paused-what = Your app passwords and your sign-in go on as before. If one of your programs is to blame, give it a new app password.
mail-programs-paused-button = Look at your app passwords

## M11, account paused

mail-paused-subject = Your account is paused until { $until }
mail-paused-head = Your account is paused
mail-paused-text = There were too many wrong answers, so nobody can sign in with a password until { $until }.
mail-paused-what = If it was you, wait until then, or choose a new password now. If it was not you, nobody got in.
mail-paused-button = Choose a new password

## The password was right, the second step was guessed at

mail-guessed-subject = Someone may know your password
mail-guessed-head = Someone may know your password
mail-guessed-text = Your password was typed correctly, but the second step was wrong again and again. Nobody got in.
mail-guessed-what = If this was you, there is nothing to do. If not, someone may know your password. Change it now.
mail-guessed-button = Change my password

## M12, reminders of who put the second step off. $day: "Friday 4 December 2026"

mail-remind-subject = Add a second step by { $day }
mail-remind-head = Add a second step by { $day }
mail-remind-text = { $days ->
    [one] One day is left. From then on you cannot sign in without a second step.
   *[other] { $days } days are left. From then on you cannot sign in without a second step.
}
mail-remind-what = It takes two minutes, with your phone. If something does not work: { $desk }.
mail-remind-button = Add it now

## Signed in after a series of wrong answers

mail-after-failures-subject = Signed in after { $count } wrong answers
mail-after-failures-head = Signed in after wrong answers
mail-after-failures-text = Somebody signed in to your account. Before that, { $count } answers in a row were wrong.

## M13, undo done

mail-change-undone-subject = We undid a change to your account
mail-change-undone-head = We undid a change to your account
mail-change-undone-added = A way to sign in that was added can no longer be used.
mail-change-undone-removed = A way to sign in that was removed works again.
mail-change-undone-other = You told us that a change was not yours.
mail-change-undone-now = Everything was signed out. Choose a new password if you have not done so, and look at your ways to sign in.
mail-change-undone-button = Look at security info

## M14, an administrator's change

mail-account-changed-subject = A change to your account
mail-account-changed-head = A change to your account
mail-account-changed-text = The service desk of { $organisation } changed when you are asked for a second step.
mail-account-changed-what = If you do not know why, ask the service desk.
mail-methods-reset-subject = A change to your account
mail-methods-reset-head = Set up your second step again
mail-methods-reset-text = The service desk of { $organisation } removed your ways to sign in and signed out everything. Your password stays.
mail-methods-reset-what = The next time you sign in, you set up your second step again. If you did not ask for this, call the service desk.

## M15, invitation

mail-invitation-subject = Your { $organisation } account
mail-invitation-head = Welcome to { $organisation }
mail-invitation-text = An account was made for you. You sign in at { $address } as { $username }.
mail-invitation-what = Press the button to choose your password. Have your phone ready: a second step is set up next.
mail-invitation-button = Choose my password
# $at: day and time.
mail-invitation-until = The button can be pressed until { $at }. From then on you have 30 minutes. If it is too late, ask the service desk for another.

## Test from the first run

mail-setup-test-subject = Test from { $organisation }
mail-setup-test-head = Email works
mail-setup-test-text = Type this code on the page that is waiting for it.

## A1, to administrators

mail-reported-subject = Reported sign-in: { $name }
mail-reported-head = A sign-in was reported
mail-reported-text = { $name } said that a sign-in was not theirs. The password had been right. Nobody got in.
mail-reported-button = Look at the log

## A2, to administrators

mail-alert-delivery-subject = { $channel ->
    [call] Calls do not get through
    [mail] Mails do not get through
   *[text] Text messages do not get through
}
mail-alert-delivery-head = Messages do not get through
mail-alert-delivery-text = { $channel ->
    [call] Calls of { $organisation } were refused, or nobody took them in time. Who waits for one cannot sign in with it.
    [mail] Mails of { $organisation } were refused, or nobody took them in time. Links and notices do not arrive.
   *[text] Text messages of { $organisation } were refused, or nobody took them in time. Who waits for one cannot sign in with it.
}
mail-alert-delivery-what = Look at the service that sends them, and at the log of the server. Until it works again, other ways to sign in do.
mail-alert-withheld-subject = Text messages and calls are held back
mail-alert-withheld-head = Text messages and calls are held back
mail-alert-withheld-text = { $why ->
    [never_entered] Codes go to a range of numbers, and hardly any of them come back. Somebody may earn by having them sent.
   *[other] So many messages were asked for that a ceiling was reached.
}
mail-alert-withheld-what = No more of them leave for now. “countersign audit list” on the server shows who asked. If they are right, raise the ceilings in its configuration.

## A3, to administrators

mail-alert-emergency-subject = Emergency way in used: { $username }
mail-alert-emergency-head = The emergency way in was used
mail-alert-emergency-text = On the console of the server, every way to sign in of { $username } was removed and a link to come back in was made.
mail-alert-emergency-what = If none of you did this, somebody else can reach the server.

## A4, to administrators

mail-alert-defaults-subject = Security defaults were changed
mail-alert-defaults-head = Security defaults were changed
mail-alert-defaults-text = { $state ->
    [on] Security defaults are on. Days a second step can be put off: { $days }.
   *[off] Security defaults are off. Only those are asked for a second step for whom it is set.
}
mail-alert-defaults-what = If none of you did this, somebody else can reach the server.

## The database is older than it was

mail-alert-restored-subject = The database was put back to an earlier state
mail-alert-restored-head = The database was put back to an earlier state
mail-alert-restored-text = The server remembers more than its database knows. So that nothing works a second time, all sessions, links and codes were ended, recovery codes too.
mail-alert-restored-what = People sign in again and make new recovery codes. A password or a way to sign in that was changed since is the old one again: reset it for whoever lost a phone or was attacked.

## S2, one sentence by text or call; no links. GSM-7 letters in English: one part.

sms-notice-way-added = { $organisation }: "{ $label }" was added to your account at { $clock }. Not you? Call { $desk }.
sms-notice-way-removed = { $organisation }: "{ $label }" was removed from your account at { $clock }. Not you? Call { $desk }.
sms-notice-default-changed = { $organisation }: "{ $label }" is asked first when you sign in, since { $clock }. Not you? Call { $desk }.
sms-notice-recovery-made = { $organisation }: new recovery codes were made at { $clock }. Not you? Call { $desk }.
sms-notice-recovery-used = { $organisation }: a recovery code was used at { $clock }. Not you? Call { $desk }.
sms-notice-password-changed = { $organisation }: your password was changed at { $clock }. Not you? Call { $desk }.
sms-notice-change-undone = { $organisation }: a change to your account was undone at { $clock }. Questions? Call { $desk }.
sms-notice-methods-reset = { $organisation }: your ways to sign in were removed at { $clock }. Set them up again when you sign in. Questions? Call { $desk }.
# Test text of the first run.
sms-setup-test = { $code } is the test code of { $organisation }. Text messages work.
sms-notice-desk-none = the service desk

## Time zones by their own names; others are said as UTC+1

zone-asia-hong-kong = Hong Kong time
zone-asia-macau = Macau time
zone-asia-taipei = Taipei time
zone-asia-singapore = Singapore time
zone-asia-shanghai = China time
zone-europe-london = London time
zone-utc = UTC
mail-at = { $clock } on { $day } ({ $zone })
mail-until = { $clock } ({ $zone })
