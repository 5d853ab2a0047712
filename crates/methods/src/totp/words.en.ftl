method-totp = Code from an app
method-totp-what = Type the six digits your app shows.
method-totp-title = Type the code from your app
method-totp-text = Open the app where you keep { $organisation }. The code changes every 30 seconds; the one before still works.
method-totp-label = 6-digit code
method-totp-tip = You can paste it. Spaces do not matter.
totp-code-empty = Type the 6-digit code your app shows
# $typed: how many digits were typed.
totp-code-length = The code has 6 digits. You typed { $typed }.
totp-code-only-digits = The code has 6 digits and nothing else.
totp-code-wrong = That is not the code your app shows now. Each code works once. Wait for the next one and type that.
# $code_time_ms and $now_ms: clock times. The code was made for the first; the second is now.
totp-clock-off = That code is right for { $code_time_ms }, but it is { $now_ms } here. Set your phone's clock to automatic, then use the next code.
