method-totp = 應用程式的驗證碼
method-totp-what = 輸入應用程式顯示的六位數字。
totp-code-empty = 請輸入應用程式顯示的 6 位數驗證碼
totp-code-length = 驗證碼有 6 位數字，您輸入了 { $typed } 位。
totp-code-only-digits = 驗證碼只有 6 位數字，沒有其他字元。
totp-code-wrong = 這不是應用程式目前顯示的驗證碼。每個驗證碼只能使用一次，請等待並輸入下一個。
totp-clock-off = 該驗證碼對應 { $code_time_ms }，但這裡的時間是 { $now_ms }。請將手機時鐘設為自動，再使用下一個驗證碼。
