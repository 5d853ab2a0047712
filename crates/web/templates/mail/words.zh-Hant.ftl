### 發出的訊息:電郵,以及短訊或電話的一句通知。主旨內不會有驗證碼。

## 每封電郵

mail-hello = { $name }，你好：
mail-fact-device = 裝置
mail-fact-place = 來自
mail-fact-time = 時間
mail-fact-app = 用途
mail-fact-tag = 請求
mail-fact-way = 登入方法
mail-fact-reason = 原因
mail-fact-by = 由
mail-secure = 保護我的帳戶
mail-undo = 不是我做的，請還原
mail-undo-text = 如果是你做的，不用理會。如果不是，請在 72 小時內還原：我們會取消改動，登出所有地方，再由你選一個新密碼。
mail-secure-text = 如果是你做的，不用理會。如果不是，請立即更改密碼：其他地方會即時登出。
mail-link-hint = 如果按鈕沒有反應，請開啟此地址：
mail-foot = 由於你的帳戶 { $account }，{ $organisation } 發出此訊息。{ $desk }。我們不會向你索取密碼或驗證碼。
mail-foot-bare = 由於你的帳戶 { $account }，{ $organisation } 發出此訊息。我們不會向你索取密碼或驗證碼。

## M1

mail-new-browser-subject = 你的 { $organisation } 帳戶有新的登入
mail-new-browser-head = 你的帳戶有新的登入
mail-new-browser-text = 有人用你的密碼和第二步驗證登入，所用的瀏覽器我們未見過。

## M2

mail-denied-subject = 有人試圖以你的身分登入
mail-denied-head = 有人試圖以你的身分登入
mail-denied-text = 你表示不是你做的，而對方沒有成功登入。輸入的密碼是正確的，可能有人知道你的密碼。
mail-denied-button = 立即更改

## M3、M4

mail-way-added-subject = 已加入登入方法：{ $label }
mail-way-added-head = 已加入登入方法
mail-way-added-text = 「{ $label }」現在可以用來登入你的帳戶。
mail-way-removed-subject = 已移除登入方法：{ $label }
mail-way-removed-head = 已移除登入方法
mail-way-removed-text = 「{ $label }」不能再用來登入你的帳戶。
mail-default-changed-subject = 預設的登入方法已更改：{ $label }
mail-default-changed-head = 你的預設登入方法已更改
mail-default-changed-text = 以後我們會先用「{ $label }」問你。
mail-recovery-made-subject = 已製作新的備用碼
mail-recovery-made-head = 已製作新的備用碼
mail-recovery-made-text = 舊的備用碼已經失效。

## M5

mail-reset-subject = 選一個新密碼
mail-reset-head = 選一個新密碼
mail-reset-text = 有人在{ $at }用 { $device }（來自 { $place }）為你的帳戶要求新密碼。
mail-reset-how = 請按下面的按鈕，或在你要求的頁面輸入代碼。兩者都在 30 分鐘內有效，至 { $until } 為止。
mail-reset-button = 選一個新密碼
mail-code = 供輸入的代碼
mail-reset-ignore = 如果不是你要求的，不用理會，任何東西都沒有改變。

## M6

mail-recovery-used-subject = 有人用了一個備用碼
mail-recovery-used-head = 有人用了一個備用碼
mail-recovery-used-text = 有人用你其中一個備用碼登入了你的帳戶。
mail-recovery-used-left = { $left ->
    [0] 備用碼已經用完。請在保安資料製作新的。
   *[other] 剩下 { $left } 個。
}

## M7

mail-password-changed-subject = 你的密碼已更改
mail-password-changed-head = 你的密碼已更改
mail-password-changed-text = 你的帳戶已換了新密碼。
mail-password-changed-programs = { $programs ->
    [kept] 你的應用程式密碼繼續有效。
   *[removed] 你的應用程式密碼也已失效：用它們的程式不能再登入。
}
mail-password-changed-undo = 如果是你做的，不用理會。如果不是，請在 72 小時內按下面的按鈕：我們會登出所有地方，再由你選一個新密碼。

## M8

mail-program = { $program ->
    [mail] 一個郵件程式
    [calendar] 一個日曆程式
    [files] 一個檔案程式
    [vpn] 一個 VPN
   *[other] { $program }
}
mail-old-program-subject = { mail-program }未能登入
mail-old-program-head = { mail-program }未能登入
mail-old-program-text = 它用了你的一般密碼，密碼是正確的，但它無法要求你作第二步驗證，所以我們沒有讓它登入。沒有東西壞了。
mail-old-program-what = 請用應用程式密碼設定它，只需一分鐘。
mail-old-program-button = 用應用程式密碼設定
mail-old-program-last = 你沒有用這樣的程式？可能有人知道你的密碼，請立即到 { $address }/security/password 更改。

## M10

mail-fact-opens = 可以開啟
mail-scope-mail = 閱讀郵件
mail-scope-sending = 傳送郵件
mail-scope-calendar = 日曆和聯絡人
mail-scope-files = 檔案
mail-scope-vpn = VPN
mail-app-password-made-subject = 已製作應用程式密碼：{ $label }
mail-app-password-made-head = 已製作應用程式密碼
mail-app-password-made-text = 「{ $label }」是給一個程式用的密碼，不能開啟其他東西。
mail-app-password-ends-subject = 一個應用程式密碼將於{ $day }失效
mail-app-password-ends-head = 一個應用程式密碼將於{ $day }失效
mail-app-password-ends-text = { $reason ->
    [over] 「{ $label }」製作時已定在那天失效。
   *[other] 「{ $label }」很久沒有人用。如果到那天仍沒有人用，它便會失效。
}
mail-app-password-ends-what = 如果你仍然需要，請用它一次，或製作一個新的。
mail-app-password-ends-button = 查看你的應用程式密碼
mail-app-password-network-subject = 應用程式密碼從新的網絡使用：{ $label }
mail-app-password-network-head = 應用程式密碼從新的網絡使用
mail-app-password-network-text = 「{ $label }」從一個你的程式未曾用過的網絡開啟了你的帳戶。
mail-app-password-network-what = 如果是你，不用理會。如果不是，請立即移除它：它會即時失效。
mail-app-password-network-button = 查看你的應用程式密碼
mail-app-passwords-removed-subject = 你的應用程式密碼已被移除
mail-app-passwords-removed-head = 你的應用程式密碼已被移除
mail-app-passwords-removed-text = { $organisation } 服務台移除了你的 { $count } 個應用程式密碼。用它們的程式不能再登入。
mail-app-passwords-removed-what = 如果你仍然需要，請為每個程式製作一個新的。

## 已失效的密碼

mail-still-used-subject = 有程式仍在用舊密碼
mail-still-used-head = 有程式仍在用舊密碼
mail-still-used-text = { $label ->
    [none] { $program ->
        [none] 有程式仍在用你以前的密碼。
       *[other] { $program } 仍在用你以前的密碼。
    }
   *[other] { $program ->
        [none] 有程式仍在用已失效的應用程式密碼「{ $label }」。
       *[other] { $program } 仍在用已失效的應用程式密碼「{ $label }」。
    }
}
mail-still-used-what = 它會被拒絕，但不會鎖住任何東西。請在那個程式移除舊密碼，或給它一個新的應用程式密碼。
mail-still-used-button = 查看你的應用程式密碼

## 程式輸入錯誤密碼

mail-programs-paused-subject = 有程式輸入錯誤密碼
mail-programs-paused-head = 有程式輸入錯誤密碼
mail-programs-paused-text = 有程式或有人為你的帳戶試了很多不同的密碼。在 { $until } 之前，我們不會核對任何一個。
mail-programs-paused-what = 你的應用程式密碼和登入不受影響。如果是你的某個程式，請給它一個新的應用程式密碼。
mail-programs-paused-button = 查看你的應用程式密碼

## M11

mail-paused-subject = 你的帳戶暫停至 { $until }
mail-paused-head = 你的帳戶已暫停
mail-paused-text = 由於回答錯誤太多次，在 { $until } 之前沒有人可以用密碼登入。
mail-paused-what = 如果是你，請等候到該時間，或立即選一個新密碼。如果不是你，沒有人成功登入。
mail-paused-button = 選一個新密碼

mail-guessed-subject = 可能有人知道你的密碼
mail-guessed-head = 可能有人知道你的密碼
mail-guessed-text = 你的密碼輸入正確，但第二步驟一再出錯。沒有人成功登入。
mail-guessed-what = 如果是你，你不必做任何事。如果不是你，可能有人知道你的密碼，請立即更改。
mail-guessed-button = 更改我的密碼

## M12

mail-remind-subject = 請在 { $day } 前加入第二步驗證
mail-remind-head = 請在 { $day } 前加入第二步驗證
mail-remind-text = 還有 { $days } 天。之後沒有第二步驗證便不能登入。
mail-remind-what = 只需兩分鐘和你的電話。如有困難：{ $desk }。
mail-remind-button = 立即加入

mail-after-failures-subject = 多次答錯後有人登入（{ $count } 次）
mail-after-failures-head = 多次答錯後有人登入
mail-after-failures-text = 有人登入了你的帳戶。在此之前連續答錯了 { $count } 次。

## M13

mail-change-undone-subject = 我們還原了你帳戶的一項改動
mail-change-undone-head = 我們還原了你帳戶的一項改動
mail-change-undone-added = 之前加入的一種登入方法已不能使用。
mail-change-undone-removed = 之前移除的一種登入方法可以再次使用。
mail-change-undone-other = 你告訴我們有一項改動不是你做的。
mail-change-undone-now = 所有地方都已登出。如果還未選新密碼，請現在選，並檢查你的登入方法。
mail-change-undone-button = 查看保安資料

## M14

mail-account-changed-subject = 你的帳戶有改動
mail-account-changed-head = 你的帳戶有改動
mail-account-changed-text = { $organisation } 的服務台更改了何時要求你作第二步驗證。
mail-account-changed-what = 如果你不清楚原因，請向服務台查詢。
mail-methods-reset-subject = 你的帳戶有改動
mail-methods-reset-head = 請重新設定第二步驗證
mail-methods-reset-text = { $organisation } 的服務台移除了你的登入方法，並登出了所有地方。你的密碼維持不變。
mail-methods-reset-what = 下次登入時，你要重新設定第二步驗證。如果不是你要求的，請致電服務台。

## M15

mail-invitation-subject = 你的 { $organisation } 帳戶
mail-invitation-head = 歡迎加入 { $organisation }
mail-invitation-text = 我們已為你建立帳戶。請在 { $address } 以 { $username } 登入。
mail-invitation-what = 請按下面的按鈕選擇密碼。請準備好你的電話，接着會設定第二步驗證。
mail-invitation-button = 選擇我的密碼
mail-invitation-until = 請在 { $at } 之前按這個按鈕，按下後有 30 分鐘。如果太遲，請向服務台要求另一個。

## 首次設定的測試

mail-setup-test-subject = { $organisation } 的測試電郵
mail-setup-test-head = 電郵運作正常
mail-setup-test-text = 請在等候中的頁面輸入此驗證碼。

## A1

mail-reported-subject = 有登入被舉報：{ $name }
mail-reported-head = 有登入被舉報
mail-reported-text = { $name } 表示一次登入不是本人。密碼是正確的，但沒有人成功登入。
mail-reported-button = 查看記錄

## A2

mail-alert-delivery-subject = { $channel ->
    [call] 電話未能接通
    [mail] 電郵未能送出
   *[text] 短訊未能送出
}
mail-alert-delivery-head = 訊息未能送達
mail-alert-delivery-text = { $channel ->
    [call] { $organisation } 的電話被拒絕，或沒有及時接通。等候電話的人不能以此登入。
    [mail] { $organisation } 的電郵被拒絕，或沒有及時送出。連結和通知不會送達。
   *[text] { $organisation } 的短訊被拒絕，或沒有及時送出。等候短訊的人不能以此登入。
}
mail-alert-delivery-what = 請檢查發送服務和伺服器的記錄。恢復之前，其他登入方法仍可使用。
mail-alert-withheld-subject = 短訊和電話已被暫停發送
mail-alert-withheld-head = 短訊和電話已被暫停發送
mail-alert-withheld-text = { $why ->
    [never_entered] 驗證碼發往某一段號碼，但幾乎沒有人輸入。可能有人藉發送訊息牟利。
   *[other] 要求發送的訊息太多，已達上限。
}
mail-alert-withheld-what = 暫時不會再發送。在伺服器上執行「countersign audit list」可以看到是誰要求的。如果情況正常，請在設定檔提高上限。

## A3

mail-alert-emergency-subject = 緊急登入方法已被使用：{ $username }
mail-alert-emergency-head = 緊急登入方法已被使用
mail-alert-emergency-text = 有人在伺服器的主控台移除了 { $username } 的所有登入方法，並製作了重新登入的連結。
mail-alert-emergency-what = 如果不是你們做的，即有其他人可以操作伺服器。

## A4

mail-alert-defaults-subject = 保安預設已更改
mail-alert-defaults-head = 保安預設已更改
mail-alert-defaults-text = { $state ->
    [on] 保安預設已開啟。第二步驗證可以延後的日數：{ $days }。
   *[off] 保安預設已關閉。只有個別設定的人會被要求作第二步驗證。
}
mail-alert-defaults-what = 如果不是你們做的，即有其他人可以操作伺服器。

## 資料庫回到較早的狀態

mail-alert-restored-subject = 資料庫回到了較早的狀態
mail-alert-restored-head = 資料庫回到了較早的狀態
mail-alert-restored-text = 伺服器記得的比資料庫多。為免任何東西可以用第二次，所有登入、連結和驗證碼都已失效，備用碼也是。
mail-alert-restored-what = 各人要重新登入，並製作新的備用碼。其後改過的密碼和登入方法會變回舊的：如有人遺失電話或受到攻擊，請為他們重設。

## S2

sms-notice-way-added = { $organisation }：你的帳戶在 { $clock } 加入了「{ $label }」。不是你？請致電 { $desk }。
sms-notice-way-removed = { $organisation }：你的帳戶在 { $clock } 移除了「{ $label }」。不是你？請致電 { $desk }。
sms-notice-default-changed = { $organisation }：由 { $clock } 起，登入時會先用「{ $label }」。不是你？請致電 { $desk }。
sms-notice-recovery-made = { $organisation }：你在 { $clock } 製作了新的備用碼。不是你？請致電 { $desk }。
sms-notice-recovery-used = { $organisation }：有人在 { $clock } 用了你的備用碼。不是你？請致電 { $desk }。
sms-notice-password-changed = { $organisation }：你的密碼在 { $clock } 更改。不是你？請致電 { $desk }。
sms-notice-change-undone = { $organisation }：你帳戶的一項改動在 { $clock } 已還原。如有疑問，請致電 { $desk }。
sms-notice-methods-reset = { $organisation }：你的登入方法在 { $clock } 被移除，下次登入時請重新設定。如有疑問，請致電 { $desk }。
sms-setup-test = { $code } 是 { $organisation } 的測試碼。短訊能正常傳送。
sms-notice-desk-none = 服務台

## 時區

zone-asia-hong-kong = 香港時間
zone-asia-macau = 澳門時間
zone-asia-taipei = 台北時間
zone-asia-singapore = 新加坡時間
zone-asia-shanghai = 中國時間
zone-europe-london = 倫敦時間
zone-utc = UTC
mail-at = { $day } { $clock }（{ $zone }）
mail-until = { $clock }（{ $zone }）
