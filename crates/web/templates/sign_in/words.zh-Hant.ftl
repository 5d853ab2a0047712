### 登入的頁面。$at 和 $until 是時間，例如「14:20」。

## 名稱和密碼

sign-in-title = 登入
sign-in-user = 工作電郵
sign-in-user-empty = 請輸入你的工作電郵
sign-in-password = 密碼
sign-in-other = 不是你？使用另一個帳戶
sign-in-button = 登入
sign-in-forgot = 我忘記了密碼
sign-in-address = 輸入密碼前，先看清楚網址是否以 { $host } 開頭。
sign-in-again = 請再次登入：時間超過了 10 分鐘，或帳戶有更改。完成後你仍會到原本要去的地方。
sign-in-slow = 短訊現時較慢，使用驗證應用程式或備用碼會較快。
sign-in-ended = 你已經沒有登入。請登入，繼續剛才的事。
sign-in-busy = 現在有很多人正在登入。請等幾秒，再按「登入」。
sign-in-paused = 輸入錯誤太多次。請等到 { $until }，或使用「我忘記了密碼」。

## 現在要回答的問題

ask-title = 請輸入答案
ask-text = 這是你登入的第二步驗證。
ask-label = 答案
ask-tip = 空格不影響結果。
ask-tip-digits = 可以直接貼上，空格不影響結果。
ask-button = 繼續
ask-new = 傳送新的驗證碼
ask-over-expired = 這個驗證碼可以使用到 { $until }。我們可以傳送新的驗證碼。
ask-over-void = 輸入錯誤五次後，這個驗證碼已經失效。請傳送新的驗證碼，或使用其他方法。
ask-spent = 這是第五次輸入錯誤。請使用其他方法，或重新開始。
ask-again = 再傳送同一個驗證碼
ask-again-from = { $at } 起可用
ask-again-enough = 已傳送五次，這是一次登入的上限。請使用其他方法。
ask-sent-again = 已在 { $at } 再次傳送，是同一個驗證碼。
ask-sent-new = 已在 { $at } 傳送新的驗證碼，之前的已經失效。
ask-joined = 回答一次，便會登入這部電腦上所有正在等候的項目：
ask-joined-account = 你的帳戶
ask-joined-first = 最先提出
ask-joined-at = { $at } 加入
ask-never = 不要把這個驗證碼讀給任何人聽。
ask-never-asks = 資訊科技部的人不會問你要。
ask-other = 使用其他方法
ask-cancel = 取消：不是我本人

## 訊息的去向

delivery-leaving = 訊息正在送往網絡。
delivery-again = 網絡還未接收這個訊息，我們會在 { $at } 再試。
delivery-taken = 網絡已在 { $at } 接收這個訊息，可能要幾分鐘才送到。
delivery-delivered = 網絡表示訊息已在 { $at } 送達。
delivery-refused = 網絡沒有接收這個訊息。
delivery-unsent = 最近傳送得太多，所以沒有傳送。
delivery-failed = 網絡未能送達這個訊息。
delivery-what = 請使用其他方法，或向資訊科技部核對號碼。
delivery-what-new = 請更改號碼，或選擇其他方法。
delivery-what-mail = 請檢查地址和設定檔內的郵件轉送伺服器，然後再傳送測試。
delivery-what-setup = 請試另一個號碼，或查看服務的回應。
delivery-look = 再看一次

## 使用備用碼之後

spare-title = 你使用了備用碼
spare-left = { $left ->
    [0] 已經沒有剩下的備用碼。
   *[other] 你還有 { $left } 個。
}
spare-low = 請趁現在製作新的備用碼，舊的會隨之失效。
spare-none = 請現在製作新的備用碼。沒有備用碼，遺失電話時便不能登入。
spare-lost = 如果電話已經遺失，請移除它，並加入新的方法。
spare-new = 製作新的備用碼
spare-ways = 我的電話遺失了
spare-go = 前往 { $app }
spare-go-account = 繼續

## 規則對答案的說明

method-paused = 輸入錯誤太多次。這個方法暫停至 { $until }，其他方法仍然可用。
method-must-be-set-up-again = 輸入錯誤太多次，這個方法已經停用。請使用其他方法，或聯絡支援中心。
send-withheld = 現在不能傳送到那裏。請使用其他方法，或稍後再試。
not-yet = 還未收到。請先在那邊回答，再按「繼續」。
set-up-most = 這種方法的數目已達上限。請選擇其他方法。

## 使用其他方法

other-title = 使用其他方法
other-legend = 你的登入方法
other-none = 請選擇其中一種方法
other-tried = 上次用過
other-paused = 暫停至 { $until }
other-unsent = 現時未能使用：訊息傳送不到。
other-back = 返回
other-quiet-head = 我們還未傳送另一個驗證碼
other-quiet-text = 你的另一個登入剛剛傳送了驗證碼。這個是請求 { $tag }，需要自己的驗證碼。
other-send = 傳送 { $app } 的驗證碼（{ $tag }）
other-send-account = 傳送你帳戶的驗證碼（{ $tag }）
other-nothing = 以上方法都不行
other-nothing-desk = 請致電{ $desk }。他們核實你的身分後，會讓你設定新的方法。
other-nothing-text = 請聯絡你機構的支援中心。他們核實你的身分後，會讓你設定新的方法。
other-nothing-never = 我們不會問你要密碼或驗證碼。

## 另一個視窗已經在問

waiting-title = 另一個視窗已經在問你
waiting-asking = 請求 { $tag } 是 { $at } 在這個瀏覽器為 { $app } 開始的。
waiting-asking-account = 請求 { $tag } 是 { $at } 在這個瀏覽器為你的帳戶開始的。
waiting-joins = { $app } 已加入：回答一次，兩個都會開啟。
waiting-joins-account = 你的帳戶已加入：回答一次，兩個都會開啟。
waiting-for = 正在等候另一個視窗的答案。
waiting-not-yet = 還未收到。請先在另一個視窗回答，再按「繼續」。
waiting-here = 改在這裏問
waiting-not-me = 不是我本人

## 再次證明

verify-title = 證明是你本人
verify-why = 更改重要資料前，我們會再問一次。
verify-second-step = 之後是你的第二步驗證。
verify-wrong = 這不是你的密碼，請再輸入一次。
verify-void = 輸入錯誤太多次。請返回重新開始。
verify-leave = 不作更改

## 不能繼續

problem-disabled-title = 這個帳戶已經停用
problem-disabled-text = 請聯絡支援中心重新啟用。
problem-needs-invitation-title = 你要先有第二步驗證
problem-needs-invitation-text = 這個帳戶很久沒有使用，只憑密碼不能設定第二步驗證。請聯絡支援中心。
problem-nothing-left-title = 沒有方法可以證明是你本人
problem-nothing-left-text = 請聯絡支援中心。他們核實你的身分後，會讓你設定新的方法。
problem-lapsed-title = 時間太長了
problem-lapsed-text = 沒有任何更改，也沒有人登入。請重新開始。
problem-cancelled-title = 你停止了這次登入
problem-cancelled-text = 沒有人登入。如果輸入密碼的不是你，請立即更改密碼。
problem-lost-title = 這一頁所屬的登入已經不在
problem-lost-text = 它在另一個瀏覽器開始，或已超過一天，或這個瀏覽器不保存 Cookie。請返回應用程式重新開始。
problem-app-unknown-title = 我們不認識這個應用程式
problem-app-unknown-text = 這裏不認識你來自的地址，或該應用程式已停用。請返回應用程式重新開始。
problem-app-address-title = 這個應用程式要去一個未登記的地址
problem-app-address-text = 所以我們不能帶你回去。請返回應用程式重新開始；如果再次發生，請告訴支援中心。
problem-app-request-title = 我們看不懂這個應用程式的要求
problem-app-request-text = 請返回應用程式重新開始；如果再次發生，請告訴支援中心。
problem-other-title = 這次登入不能繼續
problem-other-text = 沒有人登入。請重新開始。
problem-again = 重新開始
problem-again-app = 重新開始登入 { $app }
problem-back = 返回 { $app }
problem-own = 登入你的帳戶
problem-facts = 供支援中心參考：{ $at }。
problem-facts-tag = 供支援中心參考：請求 { $tag }，{ $at }。

## 以表單回覆的應用程式：返回途中。程式碼會自動按下按鈕。

hand-over-title = 返回應用程式
hand-over-head = 返回 { $app }
hand-over-text = 如果沒有自動返回，請按「繼續」。
hand-over-button = 繼續
