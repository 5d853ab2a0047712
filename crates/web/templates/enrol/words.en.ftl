### Setting up a second step.

enrol-title = Add a second step
enrol-progress = Progress
enrol-step-choose = Choose
enrol-step-set-up = Set up
enrol-step-check = Check it works
enrol-step-spare = Keep a spare

## Choose

enrol-head = More information is needed: add a second step
enrol-lead = { $organisation } asks everyone for this. If someone learns your password, they still cannot get in. It takes about two minutes.
enrol-more-head = Add a way to sign in
enrol-legend = How do you want to prove it is you?
enrol-none = Choose one of these ways
enrol-recommended = Recommended
enrol-next = Next
enrol-not-now = Not now
# $day: "Friday 4 December 2026". $days: days until then.
enrol-grace = { $days ->
    [0] You can put this off until the end of today, { $day }.
    [one] You can put this off until { $day }, tomorrow.
   *[other] You can put this off until { $day }, { $days } days from now.
}
enrol-grace-then = From then on you cannot sign in without it. Your work email, calendar and files are not touched in the meantime.
enrol-must = From now on you cannot sign in without it.
enrol-back = Back to the choice
enrol-cancel = Cancel

## A number

enrol-set-up-title = Set up your second step
enrol-number-head = Which number?
enrol-number-sms = We text a code to it each time.
enrol-number-call = We call it and read a code out each time.
enrol-number-other = We send a code to it each time.
enrol-number-only = We use the number only for this.
enrol-country = Country or region
enrol-country-none = Choose
enrol-phone = Phone number
enrol-number-button = Text me a code
enrol-number-call-button = Call me with a code
# $number: in full, as it was typed.
enrol-code-sms = Type the code we texted to { $number }
enrol-code-call = Type the code we read out to { $number }
# $at, $until: clock times. $tag: request tag.
enrol-code-sent = Sent at { $at }. Look for the message that says { $tag }. It can be used until { $until }.
enrol-code-label = 6-digit code
enrol-code-change = Change the number
enrol-name = Name for it (you can leave this empty)
enrol-name-hint = So that you can tell it from others later, such as “Work phone”.
enrol-check = Check that it works

## A key for an app

enrol-key-head = Set up the code in an app
enrol-key-lead = Any app that shows six-digit codes will do.
enrol-key-open = Open the app on your phone and add an account.
enrol-key-scan = Scan the square code with it.
enrol-key-type = Type the six digits that the app shows now.
# $name: how the account is called in the app.
enrol-key-shown = In the app it is called “{ $name }”.
enrol-key-here = Set it up on this device
enrol-key-cannot = Cannot scan? Type this key
enrol-key-by-hand = Choose “time-based” if the app asks. Spaces do not matter.
enrol-key-qr = The square code to scan with your app
enrol-key-code = The six digits that the app shows now
enrol-copy = Copy
enrol-copied = Copied

## A spare

enrol-spare-title = Keep a spare
enrol-spare-head = Keep a spare
enrol-spare-lead = Ten codes for the day when your phone is lost or there is no signal. Each works once.
enrol-spare-phone = Your second step is a phone number. If you change the number first, you will be locked out without these codes.
enrol-spare-later = I will do it later
enrol-codes-head = Your recovery codes
enrol-codes-once = You see these codes only now.
enrol-codes-list = Ten recovery codes
enrol-codes-where = On paper with your passport, or in a password manager. Not on the phone they are for.
enrol-codes-saved = I have saved them somewhere safe
enrol-download = Download (.txt)
enrol-print = Print
enrol-sheet-title = Recovery codes, { $organisation }
enrol-sheet-made = Made on { $date } for { $name }, { $username }
enrol-sheet-use = Use one when you cannot get a code any other way: choose “Use another way”, then “Recovery code”. Tick it off afterwards.
enrol-sheet-lost = If this sheet is lost, make new codes under Security info. The old ones end at once.

## You are set

enrol-set-title = You are set
enrol-set-added = This was set up:
# $label: the name of what was set up first.
enrol-set-next = Next time, after your password, we ask for { $label }.
enrol-set-change = You can change this at any time under Security info.
# For programs that have nowhere to type a code.
enrol-set-old = Do you use Outlook 2013, Thunderbird, a calendar tool or a scanner?
enrol-set-old-text = They have nowhere to type a code, and need an app password. You can make one now or at any time; if you use none of them, it is not needed.
enrol-set-make = Make one now
enrol-set-go = Go on to { $app }
enrol-set-go-account = Go on to your account
