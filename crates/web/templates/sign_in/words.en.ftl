### Pages of signing in. $at and $until are clock times, "14:20".

## Name and password

sign-in-title = Sign in
sign-in-user = Work email
sign-in-user-empty = Type your work email
sign-in-password = Password
# Beside the name of who signed in here last.
sign-in-other = Not you? Use another account
sign-in-button = Sign in
sign-in-forgot = I forgot my password
# $host: where these pages are.
sign-in-address = Check that the address starts with { $host } before you type your password.
sign-in-again = Sign in again: this took longer than 10 minutes, or something about the account has changed. You still end where you were going.
sign-in-slow = Text messages are slow right now. An authenticator app or a recovery code is quicker.
sign-in-ended = You are not signed in any more. Sign in to carry on where you were.
sign-in-busy = Many people are signing in at this moment. Wait a few seconds, then press Sign in again.
# $until: clock time.
sign-in-paused = There were too many wrong tries. Wait until { $until }, or use “I forgot my password”.

## The question that is open. What a kind of way says itself stands with the kind.

ask-title = Type your answer
ask-text = This is the second step of your sign-in.
ask-label = Answer
ask-tip = Spaces do not matter.
ask-tip-digits = You can paste it. Spaces do not matter.
ask-button = Continue
ask-new = Send a new code
ask-over-expired = This code could be used until { $until }. We can send a new one.
ask-over-void = This code no longer works after five wrong tries. Send a new one, or use another way.
ask-spent = That was the fifth wrong try. Use another way, or begin again.
ask-again = Send the same code again
ask-again-from = from { $at }
ask-again-enough = It was sent five times, which is the most for one sign-in. Use another way.
ask-sent-again = Sent again at { $at }. It is the same code.
ask-sent-new = A new code was sent at { $at }. The one before no longer works.
ask-joined = This one answer signs you in to everything that is waiting on this computer:
ask-joined-account = Your account
ask-joined-first = asked first
ask-joined-at = joined { $at }
ask-never = Never read this code out to anyone.
ask-never-asks = Nobody from IT will ask for it.
ask-other = Use another way
ask-cancel = Cancel: this is not me

## What became of the message. $at: clock time.

delivery-leaving = The message is on its way to the network.
delivery-again = The network has not taken the message yet. We try again at { $at }.
delivery-taken = The network took the message at { $at }. It can take a few minutes to arrive.
delivery-delivered = The network says that it was delivered at { $at }.
delivery-refused = The network did not take the message.
delivery-unsent = Nothing was sent, because too much was sent lately.
delivery-failed = The network could not deliver the message.
delivery-what = Use another way, or check the number with IT.
delivery-what-new = Change the number, or choose another way.
delivery-what-mail = Check the address and the relay in the configuration file, then send the test again.
delivery-what-setup = Try another number, or look at what the service said.
delivery-look = Look again

## After a recovery code

spare-title = You used a recovery code
# $left: how many can still be used.
spare-left = { $left ->
    [0] None are left.
    [one] You have 1 left.
   *[other] You have { $left } left.
}
spare-low = Make new ones now, while you can. The old ones then end.
spare-none = Make new ones now. Without them you cannot get in when your phone is lost.
spare-lost = If your phone is gone, remove it and add a new way.
spare-new = Make new recovery codes
spare-ways = My phone is gone
# $app: name of an app.
spare-go = Go on to { $app }
spare-go-account = Go on

## What the rules say about an answer

method-paused = There were too many wrong answers. This way is paused until { $until }. Other ways still work.
method-must-be-set-up-again = There were too many wrong answers, so this way is switched off. Use another way, or ask the service desk.
send-withheld = We cannot send anything there right now. Use another way, or try again later.
not-yet = Not yet. Answer there first, then press Continue.
set-up-most = You have as many of these as there can be. Choose another way.

## Use another way

other-title = Use another way
other-legend = Your ways to sign in
other-none = Choose one of your ways
other-tried = Tried last
other-paused = Paused until { $until }
other-unsent = Not possible at this moment: nothing can be sent.
other-back = Back
other-quiet-head = We have not sent another code yet
# $tag: request tag, e.g. M4.
other-quiet-text = Another sign-in of yours sent one a moment ago. This one is request { $tag }, and needs its own.
other-send = Send a code for { $app } ({ $tag })
other-send-account = Send a code for your account ({ $tag })
other-nothing = None of these works
# $desk: name and number of the service desk.
other-nothing-desk = Call { $desk }. They make sure that it is you, then let you set up a new way.
other-nothing-text = Ask the service desk of your organisation. They make sure that it is you, then let you set up a new way.
other-nothing-never = We never ask for your password or a code.

## Another window asks already

waiting-title = You are already being asked in another window
# $tag: request tag. $at: clock time. $app: name of an app.
waiting-asking = Request { $tag }, started at { $at } in this browser, is for { $app }.
waiting-asking-account = Request { $tag }, started at { $at } in this browser, is for your account.
waiting-joins = { $app } joins it: answer once and both open.
waiting-joins-account = Your account joins it: answer once and both open.
waiting-for = Waiting for the answer in the other window.
waiting-not-yet = Not yet. Answer in the other window first, then press Continue.
waiting-here = Ask here instead
waiting-not-me = This is not me

## Prove it again

verify-title = Prove that it is you
verify-why = We ask again before something important changes.
verify-second-step = Then comes your second step.
verify-wrong = That is not your password. Type it again.
verify-void = There were too many wrong tries. Go back and begin again.
verify-leave = Leave it as it is

## Cannot continue

problem-disabled-title = This account is switched off
problem-disabled-text = Ask the service desk to switch it on again.
problem-needs-invitation-title = You need a second step first
problem-needs-invitation-text = It has been long since this account was used, so a password alone cannot set one up. Ask the service desk.
problem-nothing-left-title = No way is left to prove it is you
problem-nothing-left-text = Ask the service desk. They make sure that it is you, then let you set up a new way.
problem-lapsed-title = This took too long
problem-lapsed-text = Nothing was changed and nobody was signed in. Begin again.
problem-cancelled-title = You stopped this sign-in
problem-cancelled-text = Nobody was signed in. If it was not you who typed your password, change it now.
problem-lost-title = This page belongs to a sign-in that is gone
problem-lost-text = It was begun in another browser, or more than a day ago, or this browser keeps no cookies. Go back to the app and start again there.
problem-app-unknown-title = We do not know this app
problem-app-unknown-text = The address you came from is not known here, or the app was switched off. Go back to the app and start again.
problem-app-address-title = This app wants to go to an address it has not told us
problem-app-address-text = So we cannot send you back to it. Go back to the app and start again, and tell the service desk if it happens again.
problem-app-request-title = This app asked for something we cannot read
problem-app-request-text = Go back to the app and start again, and tell the service desk if it happens again.
problem-other-title = This sign-in cannot go on
problem-other-text = Nobody was signed in. Begin again.
problem-again = Begin again
problem-again-app = Begin again for { $app }
problem-back = Back to { $app }
problem-own = Sign in to your account
# For the service desk. $at: "today, 14:20".
problem-facts = For the service desk: { $at }.
problem-facts-tag = For the service desk: request { $tag }, { $at }.

## On the way back to an app that takes its answer by a form. A script presses the button.

hand-over-title = Back to the app
hand-over-head = Back to { $app }
hand-over-text = If nothing happens by itself, press Continue.
hand-over-button = Continue
