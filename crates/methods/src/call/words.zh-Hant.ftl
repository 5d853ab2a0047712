method-call = 電話
method-call-what = 我們會致電尾號為 { $hint } 的號碼並讀出驗證碼。
method-call-title = 請輸入我們致電讀出的驗證碼
method-call-text = 我們在 { $at } 致電末兩位是 { $hint } 的號碼。請聽請求 { $tag }。驗證碼可以使用到 { $until }。
method-call-label = 6 位數字驗證碼
method-call-tip = 一邊聽，一邊輸入數字。
call-code-wrong = 這不是 { $tag } 的驗證碼。請輸入最近一次 { $tag } 電話中讀出的驗證碼。

call-sign-in = { $more ->
        [0] 這裡是{ $organisation }。你登入 { $app } 的驗證碼，請求 { $spoken_tag }，是：{ $spoken }。重複一次：{ $spoken }。如要再聽一次，請按 1。如果你沒有在登入，請按 9。
       *[other] 這裡是{ $organisation }。你登入 { $app } 及其他 { $more } 項的驗證碼，請求 { $spoken_tag }，是：{ $spoken }。重複一次：{ $spoken }。如要再聽一次，請按 1。如果你沒有在登入，請按 9。
    }
call-new-number = 這裡是{ $organisation }。將此號碼加入你帳戶的驗證碼，請求 { $spoken_tag }，是：{ $spoken }。重複一次：{ $spoken }。如要再聽一次，請按 1。如果不是你要求的，請按 9。
