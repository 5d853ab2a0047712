method-call = Phone call
# $hint: last two digits of the number.
method-call-what = We will call the number ending { $hint } and read a code out.
method-call-title = Type the code we read out to you
# $at, $until: clock times. $hint: last two digits. $tag: request tag.
method-call-text = We called the number ending { $hint } at { $at }. Listen for request { $tag }. The code can be used until { $until }.
method-call-label = 6-digit code
method-call-tip = Type the digits as you hear them.
# $tag: request tag, e.g. K7.
call-code-wrong = That is not the code for { $tag }. Type the code from the newest call for { $tag }.

## Read out. $spoken: the digits with commas between them, $spoken_tag: "K 7".

call-sign-in = { $more ->
        [0] This is { $organisation }. Your code to sign in to { $app }, request { $spoken_tag }, is: { $spoken }. Again: { $spoken }. Press 1 to hear it again. If you are not signing in, press 9.
       *[other] This is { $organisation }. Your code to sign in to { $app } and { $more } more, request { $spoken_tag }, is: { $spoken }. Again: { $spoken }. Press 1 to hear it again. If you are not signing in, press 9.
    }
call-new-number = This is { $organisation }. Your code to add this number to your account, request { $spoken_tag }, is: { $spoken }. Again: { $spoken }. Press 1 to hear it again. If you did not ask for this, press 9.
