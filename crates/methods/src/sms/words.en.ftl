method-sms = Text message
# $hint: last two digits of the number.
method-sms-what = We will text the number ending { $hint }.
method-sms-title = Type the code we texted you
# $at, $until: clock times. $hint: last two digits. $tag: request tag.
method-sms-text = Sent at { $at } to the number ending { $hint }. Look for the message that says { $tag }. It can be used until { $until }.
method-sms-label = 6-digit code
method-sms-tip = You can paste it. Spaces do not matter.
# $tag: request tag, e.g. K7.
sms-code-wrong = That is not the code for { $tag }. Check the newest message that says { $tag }.

## Texts. The last line is the origin-bound form: nothing before the @, one space, then #.
## $code, $app, $more: how many other apps wait for the same answer, $tag, $host.

sms-sign-in =
    { $more ->
        [0] { $code } is your code to sign in to { $app }. Request { $tag }. Do not share it.
       *[other] { $code } is your code to sign in to { $app } and { $more } more. Request { $tag }. Do not share it.
    }

    @{ $host } #{ $code }
sms-new-number =
    { $code } is your code to add this number to your { $organisation } account. Request { $tag }. Do not share it.

    @{ $host } #{ $code }
