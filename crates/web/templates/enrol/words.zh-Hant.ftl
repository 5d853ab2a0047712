### 設定第二步驗證。

enrol-title = 加入第二步驗證
enrol-progress = 進度
enrol-step-choose = 選擇
enrol-step-set-up = 設定
enrol-step-check = 測試
enrol-step-spare = 保留後備

## 選擇

enrol-head = 需要更多資料：加入第二步驗證
enrol-lead = { $organisation } 要求每個人加入。就算有人知道你的密碼，也不能登入。大約需要兩分鐘。
enrol-more-head = 加入登入方法
enrol-legend = 你想怎樣證明是你本人？
enrol-none = 請選擇其中一種方法
enrol-recommended = 建議
enrol-next = 下一步
enrol-not-now = 暫時不要
enrol-grace = { $days ->
    [0] 你可以押後到今天（{ $day }）完結為止。
   *[other] 你可以押後到{ $day }，即 { $days } 天後。
}
enrol-grace-then = 到期後，沒有它便不能登入。在此之前，你的工作電郵、行事曆和檔案不受影響。
enrol-must = 由現在起，沒有它便不能登入。
enrol-back = 返回選擇
enrol-cancel = 取消

## 電話號碼

enrol-set-up-title = 設定第二步驗證
enrol-number-head = 用哪個號碼？
enrol-number-sms = 每次我們會用短訊傳送驗證碼到這個號碼。
enrol-number-call = 每次我們會致電這個號碼，讀出驗證碼。
enrol-number-other = 每次我們會傳送驗證碼到這個號碼。
enrol-number-only = 這個號碼只作這個用途。
enrol-country = 國家或地區
enrol-country-none = 請選擇
enrol-phone = 電話號碼
enrol-number-button = 用短訊傳送驗證碼給我
enrol-number-call-button = 致電給我讀出驗證碼
enrol-code-sms = 請輸入我們以短訊傳送到 { $number } 的驗證碼
enrol-code-call = 請輸入我們致電 { $number } 讀出的驗證碼
enrol-code-sent = 在 { $at } 傳送。請找標示 { $tag } 的訊息。可以使用到 { $until }。
enrol-code-label = 6 位數字驗證碼
enrol-code-change = 更改號碼
enrol-name = 名稱（可以留空）
enrol-name-hint = 方便你日後分辨，例如「公司電話」。
enrol-check = 測試一下

## 應用程式的密鑰

enrol-key-head = 設定應用程式的驗證碼
enrol-key-lead = 任何顯示六位數字驗證碼的應用程式都可以。
enrol-key-open = 在電話上開啟應用程式，選擇加入帳戶。
enrol-key-scan = 用它掃描方形碼。
enrol-key-type = 輸入應用程式現在顯示的六位數字。
enrol-key-shown = 它在應用程式內的名稱是「{ $name }」。
enrol-key-here = 在這部裝置上設定
enrol-key-cannot = 不能掃描？輸入這個密鑰
enrol-key-by-hand = 如果應用程式問你，請選擇「按時間」。空格不影響結果。
enrol-key-qr = 供應用程式掃描的方形碼
enrol-key-code = 應用程式現在顯示的六位數字
enrol-copy = 複製
enrol-copied = 已複製

## 後備

enrol-spare-title = 保留後備
enrol-spare-head = 保留後備
enrol-spare-lead = 十個備用碼，留待電話遺失或沒有訊號時使用。每個只可用一次。
enrol-spare-phone = 你的第二步驗證是電話號碼。如果你先換了號碼，沒有這些備用碼便會被鎖在門外。
enrol-spare-later = 遲些再做
enrol-codes-head = 你的備用碼
enrol-codes-once = 這些備用碼只會在此刻顯示。
enrol-codes-list = 十個備用碼
enrol-codes-where = 印在紙上和護照放在一起，或存入密碼管理工具。不要存在同一部電話上。
enrol-codes-saved = 我已把它們存放在安全的地方
enrol-download = 下載（.txt）
enrol-print = 列印
enrol-sheet-title = 備用碼，{ $organisation }
enrol-sheet-made = { $date }為 { $name }（{ $username }）製作
enrol-sheet-use = 用其他方法都拿不到驗證碼時，可用一個備用碼：選「使用其他方法」，再選「備用碼」。用後請劃去。
enrol-sheet-lost = 如遺失此頁，請在保安資料製作新的備用碼，舊的會即時失效。

## 完成

enrol-set-title = 設定完成
enrol-set-added = 已設定：
enrol-set-next = 下次輸入密碼後，我們會問你的「{ $label }」。
enrol-set-change = 你可以隨時在保安資料更改。
# For programs that have nowhere to type a code.
enrol-set-old = 你有使用 Outlook 2013、Thunderbird、行事曆工具或掃描器嗎？
enrol-set-old-text = 它們無法輸入驗證碼，需要應用程式密碼。你可以現在或隨時建立；如果沒有使用這些程式，則不需要。
enrol-set-make = 現在建立
enrol-set-go = 繼續前往 { $app }
enrol-set-go-account = 繼續前往你的帳戶
