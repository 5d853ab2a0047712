### What stands around every page, and pages of no area.

## The frame

# $title: of the page. $organisation: its name.
page-title = { $title } – { $organisation }
page-title-wrong = Error: { $title } – { $organisation }
page-skip = Skip to main content
page-language = Language
page-language-change = Change
# $desk: name and number of the service desk.
page-help = Help: { $desk }
page-privacy = Privacy

## Forms

problems-head = There is a problem
# Before an error at its field, for people who listen.
error-before = Error:
password-show = Show
password-hide = Hide
password-caps = Caps Lock is on.
password-show-label = Show password
password-hide-label = Hide password

## The ticket: what somebody is signing in to

ticket-what = What you are signing in to
ticket-account = Your account
# $app: name. $more: how many other apps wait for the same answer.
ticket-more = { $more ->
    [0] { $app }
    [one] { $app } and 1 more
   *[other] { $app } and { $more } more
}
# $device: "Firefox on Windows". $place: where it is.
ticket-from = { $device }, { $place }
# Over the tag, e.g. K7.
ticket-request = Request

## When there is no page to show

trouble-not-found-title = This page does not exist
trouble-not-found-text = The address may be mistyped or out of date. Nothing was changed.
trouble-refused-title = This is not possible here
trouble-wrong-title = This was not taken
trouble-bad-title = We cannot read this request
trouble-bad-text = Go back to the page you came from, reload it, and try once more.
trouble-stranger-title = Reload the page and try again
trouble-stranger-text = The form was not made for this browser, or your browser does not keep cookies. Nothing was changed. Allow cookies for this site, reload the page, and send it once more.
trouble-stale-title = Something changed in the meantime
trouble-stale-text = This was changed in another window a moment ago. Look at it again, then decide once more.
trouble-busy-title = Too much at once
trouble-busy-text = Many people are signing in right now, or this was tried too often. Wait a minute and try again. Nothing was lost.
trouble-down-title = Something is broken on our side
trouble-down-text = Nothing was changed. Try again in a few minutes. If it stays like this, tell the service desk the reference below.
trouble-reference = Reference for the service desk:
trouble-home = To the start page

## Privacy

privacy-title = Privacy
privacy-cookies = Cookies
privacy-cookies-text = Only those that signing in needs: one that names this browser, one while you are signed in, and one for the language you chose. None of them is for advertising, and no other site can read them.
privacy-log = What is written down
privacy-log-text = When and from where somebody signed in or changed how they sign in, with which browser, and for which app. You see it under Activity; { $organisation } keeps it to find misuse.
privacy-messages = Messages
privacy-messages-text = Codes and notices are sent by text message, call or mail, through carriers that { $organisation } chose. They get your number or address and the message, nothing else.
privacy-never = What we never do
privacy-never-text = Pages load nothing from other sites. Passwords and codes are kept in a form that cannot be read back. Nobody from { $organisation } asks you for a password or a code.
privacy-ask = Questions: { $desk }.

gallery-title = All pages

## Lists: "Mail, Chat and Files"

list-more = { $first }, { $second }
list-last = { $first } and { $second }

## Moments

date-clock = { $day }, { $clock }
date-today = today
date-yesterday = yesterday
date-tomorrow = tomorrow
date-head-today = Today
date-head-yesterday = Yesterday
date = { $day } { $month } { $year }
date-weekday = { $weekday } { $date }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
