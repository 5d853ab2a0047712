### Codes that are sent, by text or by call: what the pages of both say.

code-empty = Type the 6-digit code
# $typed: how many digits were typed.
code-length = The code has 6 digits. You typed { $typed }.
code-only-digits = The code has 6 digits and nothing else.
# $until: when it ended.
code-expired = That code could be used until { $until }. We can send a new one.
code-void = That was the fifth wrong try, so this code no longer works. Send a new one, or use another way.
# $other: tag of the request the code belongs to. $tag: tag of this one.
code-other-request = That code belongs to request { $other }. Type the code from the message that says { $tag }.
code-old-request = That code was for an earlier request. Type the one that says { $tag }.
# $at: from when it can be sent again.
send-too-early = You can ask again from { $at }.
send-enough = We have sent as many messages as one request may have. Use another way, or start again.

## Giving a number. $country: name of the country.

phone-empty = Type your phone number
phone-country = Choose the country of the number
phone-not-a-number = That is not a phone number. Type digits only, such as 9123 4567.
phone-extension = Type the number without an extension. We cannot reach one.
phone-too-short = That number is too short for { $country }
phone-too-long = That number is too long for { $country }
phone-not-in-use = No phone in { $country } has a number like that. Check the digits.
phone-landline = This looks like a landline. We can call it instead.
phone-costs = We cannot send to premium-rate numbers
phone-not-served = We cannot send to that number. Use another one.
phone-already = This number is already on your account
