method-password = Password
method-password-what = Type your password.
sign-in-password-empty = Type your password
sign-in-no-match = That email and password do not match. Check both, or use "I forgot my password".
password-new-empty = Type a new password
# $least: how many characters. $typed: how many were typed.
password-too-short = A password here has at least { $least } characters. You typed { $typed }.
password-too-short-alone = While the password is all you sign in with, it needs at least { $least } characters. You typed { $typed }.
password-too-long = A password here has at most { $most } characters
# $word: the word that was found.
password-has-name = This password contains "{ $word }", which is your name or address. Choose another.
password-has-organisation = This password is only the name of the organisation or of this service with a few characters added. Choose another.
password-same = That is your password already. Choose another.
password-leaked = This password has turned up in a data leak. Choose another.
password-not-kept = The password could not be saved. Try again.
