### 以短訊或電話傳送的驗證碼。

code-empty = 請輸入 6 位數驗證碼
code-length = 驗證碼有 6 位數字，你輸入了 { $typed } 位。
code-only-digits = 驗證碼只有 6 位數字，沒有其他字元。
code-expired = 該驗證碼的有效時間到 { $until } 為止。我們可以傳送新的驗證碼。
code-void = 這是第五次輸入錯誤，此驗證碼已失效。請傳送新的驗證碼，或使用其他方式。
code-other-request = 該驗證碼屬於請求 { $other }。請輸入標示 { $tag } 的訊息中的驗證碼。
code-old-request = 該驗證碼屬於較早的請求。請輸入標示 { $tag } 的驗證碼。
send-too-early = 你可以在 { $at } 之後再次要求傳送。
send-enough = 這個請求的訊息數量已達上限。請使用其他方式，或重新開始。

phone-empty = 請輸入你的電話號碼
phone-country = 請選擇號碼所屬的國家或地區
phone-not-a-number = 這不是電話號碼。請只輸入數字，例如 9123 4567。
phone-extension = 請輸入不含分機的號碼，我們無法接通分機。
phone-too-short = 該號碼對{ $country }來說太短
phone-too-long = 該號碼對{ $country }來說太長
phone-not-in-use = { $country }沒有這樣的電話號碼，請檢查數字。
phone-landline = 這似乎是固網電話。我們可以改為致電。
phone-costs = 我們無法傳送到收費號碼
phone-not-served = 我們無法傳送到該號碼，請使用其他號碼。
phone-already = 此號碼已在你的帳戶中
