method-card = 印刷卡
method-card-what = 我們會問你卡上的號碼。
card-wrong = 這不是你卡上的號碼。
