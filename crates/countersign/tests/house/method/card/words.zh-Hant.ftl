method-card = 印刷卡
method-card-what = 我們會問你卡上的號碼。
card-wrong = 這不是你卡上的號碼。
method-card-title = 輸入你卡上的號碼
method-card-text = 即機構發給你的那張卡。
