method-sms = 短訊
method-sms-what = 我們會傳送短訊到尾號為 { $hint } 的號碼。
sms-code-wrong = 這不是 { $tag } 的驗證碼。請查看標示 { $tag } 的最新短訊。

sms-sign-in =
    { $more ->
        [0] { $code } 是您登入 { $app } 的驗證碼。請求 { $tag }。請勿告訴他人。
       *[other] { $code } 是您登入 { $app } 及其他 { $more } 項的驗證碼。請求 { $tag }。請勿告訴他人。
    }

    @{ $host } #{ $code }
sms-new-number =
    { $code } 是您將此號碼加入 { $organisation } 帳戶的驗證碼。請求 { $tag }。請勿告訴他人。

    @{ $host } #{ $code }
