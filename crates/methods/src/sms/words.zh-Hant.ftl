method-sms = 短訊
method-sms-what = 我們會傳送短訊到尾號為 { $hint } 的號碼。
method-sms-title = 請輸入我們以短訊傳送的驗證碼
method-sms-text = 已在 { $at } 傳送到末兩位是 { $hint } 的號碼。請找標示 { $tag } 的訊息。可以使用到 { $until }。
method-sms-label = 6 位數字驗證碼
method-sms-tip = 可以直接貼上，空格不影響結果。
sms-code-wrong = 這不是 { $tag } 的驗證碼。請查看標示 { $tag } 的最新短訊。

sms-sign-in =
    { $more ->
        [0] { $code } 是你登入 { $app } 的驗證碼。請求 { $tag }。請勿告訴他人。
       *[other] { $code } 是你登入 { $app } 及其他 { $more } 項的驗證碼。請求 { $tag }。請勿告訴他人。
    }

    @{ $host } #{ $code }
sms-new-number =
    { $code } 是你將此號碼加入 { $organisation } 帳戶的驗證碼。請求 { $tag }。請勿告訴他人。

    @{ $host } #{ $code }
