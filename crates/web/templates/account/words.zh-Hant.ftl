### 個人帳戶的頁面。時間由程式預備好:$at、$until 例如「今天 14:20」或「2026年3月3日 14:20」,
### $day 例如「2026年12月4日星期五」,$clock 例如「14:20」。

## 每一頁的選單

nav-account = 你的帳戶
nav-home = 主頁
nav-security = 保安資料
nav-app-passwords = 應用程式密碼
nav-password = 密碼
nav-devices = 裝置
nav-activity = 活動記錄
nav-profile = 個人資料
nav-my-apps = 我的應用程式
nav-profile-and-language = 個人資料及語言
nav-sign-out = 登出

## 主頁

home-title = 我的應用程式
home-greet-morning = { $name }，早晨
home-greet-afternoon = { $name }，午安
home-greet-evening = { $name }，晚上好
home-greet-night = { $name }，晚上好
home-plain = 你的應用程式
home-apps = 應用程式
home-search = 搜尋你的應用程式
home-search-button = 搜尋
home-search-none = 找不到這個名稱的應用程式。試用較短的字詞。
home-empty = 還未有應用程式。
home-empty-more = 應用程式由管理員加入。你的帳戶頁面在本頁的選單內。
home-latest = 最近
home-latest-empty = 還未有任何活動。
home-latest-more = 所有活動
home-put-off-done = 你已把第二步驗證押後。下次登入時我們會再問你。

## 主頁頂部的待辦事項

to-do-put-off = { $days ->
    [0] 請在今天內加入第二步驗證。由明天起，沒有它便不能登入。
   *[other] 請在{ $day }或之前（{ $days } 天後）加入第二步驗證。到期後，沒有它便不能登入。
}
to-do-put-off-link = 立即加入，只需兩分鐘
to-do-one-way = 你只剩下一種登入方法。趁未需要用到，多加一種。
to-do-one-way-link = 加入另一種方法
to-do-codes-low = { $count ->
    [0] 你的備用碼已經用完。
   *[other] 你只剩下 { $count } 個備用碼。
}
to-do-codes-low-link = 製作新的備用碼
to-do-no-second-step = 你現在只用密碼登入。加入第二步驗證，只需兩分鐘。
to-do-no-second-step-link = 加入第二步驗證

## 保安資料

security-title = 保安資料
security-lead = 你可以用這些方法證明是你本人。最少保留兩種，遺失電話時也不會被鎖在門外。
security-add = 加入登入方法
security-ways = 登入方法
security-ask-first = 先用這個問我
security-ask-first-save = 儲存
security-badge-default = 預設
security-badge-new = 今天新增
security-badge-weakest = 最弱
security-badge-paused = 暫停至 { $until }
security-menu = { $label }的更多選項
security-menu-rename = 改名
security-menu-default = 設為預設
security-menu-remove = 移除
security-used = 加入日期：{ $added }。上次使用：{ $used }。
security-unused = 加入日期：{ $added }。未曾使用。
security-empty = 你現在只用密碼登入。
security-empty-more = 加入第二步驗證，只需兩分鐘。就算有人知道你的密碼，也不能登入。
security-empty-required = 你需要第二步驗證。請現在加入，否則以後可能無法登入。
security-codes = 備用碼
security-codes-left = { $of } 個中剩下 { $left } 個。製作日期：{ $at }。每個只可用一次。
security-codes-none = 還未有備用碼。遺失電話時，可以靠它登入。
security-codes-new = 製作新的備用碼
security-codes-first = 製作備用碼
security-programs = 應用程式密碼
security-programs-new = 新增應用程式密碼
security-programs-empty = 沒有應用程式密碼。這樣很好：只有無法輸入驗證碼的程式才需要它。
security-programs-foot = 供無法輸入驗證碼的程式使用。每個密碼只可開啟你選定的項目，移除其中一個不會影響其他。
security-programs-unused = 未曾使用。
security-programs-remove = 移除
security-codes-low = 所餘不多
security-wrong = 如果有問題
security-wrong-phone = 我的電話遺失了或壞了
security-wrong-phone-text = 移除它，看看還剩下甚麼，再加入另一種方法。
security-wrong-phone-button = 開始
security-wrong-hacked = 我懷疑有人進入了我的帳戶
security-wrong-hacked-text = 選新密碼、登出其他地方，並檢查有甚麼可以登入。
security-wrong-hacked-button = 開始
security-wrong-everywhere = 登出所有地方
security-wrong-everywhere-text = { $count ->
    [1] 只有這個瀏覽器已登入。
   *[other] 有 { $count } 個瀏覽器已登入。
}
security-wrong-everywhere-button = 查看
security-done-added = 已加入「{ $label }」。我們亦已用電郵及你的其他方法通知你。
security-done-renamed = 現在的名稱是「{ $label }」。
security-done-default = 以後我們會先用「{ $label }」問你。
security-done-removed = 已移除「{ $label }」。你的其他瀏覽器已登出。
security-done-removed-default = 已移除「{ $label }」。以後我們會先用「{ $next }」問你。
security-done-codes = 新的備用碼由現在起生效，舊的已經失效。
security-done-password = { $count ->
    [0] 你的密碼已在 { $at } 更改。
   *[other] 你的密碼已在 { $at } 更改。另外 { $count } 個登入已經結束。
}
security-not-you = 不是你做的？我們剛寄給你的訊息裡有一個連結，可以還原這項更改。
security-not-you-link = 同時更改密碼

## 各種方法的名稱

kind-sms = 短訊，號碼末兩位是 { $hint }
kind-call = 電話，號碼末兩位是 { $hint }
kind-email = 電郵至 { $hint }
kind-totp = 驗證器應用程式的驗證碼
kind-passkey = 通行密鑰或保安密鑰
kind-push = Countersign 應用程式
kind-recovery = 備用碼
kind-password = 密碼
kind-other = 其他方法

## 加入登入方法

add-title = 加入登入方法
add-lead = 有第二種方法，遺失電話時也不會被鎖在門外。
add-legend = 你想加入哪一種？
add-next = 下一步
add-back = 返回保安資料
add-recommended = 建議
add-have = 已加入 { $have } 個
add-full = 這種方法不能再加。請先移除一個。
add-none = 沒有其他方法可以加入。你的機構容許的方法，你都已經有了。
add-choose = 請選擇要新增哪一種方式。
choice-totp = 驗證器應用程式的驗證碼
choice-totp-text = 任何顯示六位數字驗證碼的應用程式。沒有訊號也可以用。
choice-sms = 短訊
choice-sms-text = 用短訊傳送驗證碼。任何電話都可以用，但最容易被人騙去。
choice-call = 電話
choice-call-text = 我們致電給你，讀出驗證碼。
choice-email = 電郵至另一個地址
choice-email-text = 把驗證碼電郵到工作電郵以外的地址。
choice-passkey = 通行密鑰或保安密鑰
choice-passkey-text = 你的指紋、面容或 PIN 碼，或者插上的密鑰。最安全的選擇。
choice-push = 在電話上批准
choice-push-text = 電話會彈出訊息，你看清楚內容，再輸入兩位數字。免費，在外地也可以用。
choice-recovery = 備用碼
choice-recovery-text = 十個備用碼，印出來保存。每個只可用一次。
choice-other = 其他方法
choice-other-text = 你的機構加入的方法。

## 一種方法

way-title = 一種登入方法
way-facts = 資料
way-kind = 種類
way-added = 加入
way-added-from = { $at }，來自 { $from }
way-used = 上次使用
way-used-never = 未曾使用
way-paused = 暫停
way-paused-until = 輸入錯誤驗證碼太多次，暫停至 { $until }。你的其他方法仍然可用。
way-uses = 最近使用
way-uses-empty = 未曾使用。
way-use = { $app }，請求 { $tag }
way-use-account = 你的帳戶，請求 { $tag }
way-name = 名稱
way-name-hint = 方便你日後分辨。只有你和服務台看得到。
way-name-save = 儲存名稱
way-default = 預設
way-default-is = 我們會先用這個問你。
way-default-make = 設為預設
way-default-text = 你登入時，我們會先用這個問你。每次都可以改選其他方法。
way-remove = 移除
way-remove-text = 以後不能再用它登入。移除前會再問你一次。
way-remove-button = 移除{ $label }
way-is-the-last = 這是你唯一的第二步驗證。請先加入另一種。
way-name-bad = 請輸入名稱，最多 60 個字，方便你日後分辨。
way-password-first = 你的密碼太短，不能單獨用來登入。請先換一個較長的密碼，再移除這個方式。

## 移除方法

remove-way-title = 移除登入方法
remove-way-head = 要移除{ $label }嗎？
remove-way-text = 以後不能再用它登入。
remove-way-left = 餘下的方法：
remove-way-left-none = 除了密碼，沒有其他方法。請盡快加入另一種。
remove-way-codes = { $count } 個備用碼
remove-way-next = 以後我們會先用{ $label }問你。
remove-way-browsers = 另外 { $count } 個瀏覽器會因此登出。
remove-way-told = 我們會用電郵及你的其他方法通知你。你可以在 72 小時內從通知還原。
remove-way-button = 移除
remove-way-keep = 保留

## 備用碼

codes-title = 備用碼
codes-new-lead = 十個備用碼，留待其他方法都用不到的時候：電話遺失了，或沒有訊號。每個只可用一次。
codes-new-ends = 你在{ $at }製作、仍未用的 { $left } 個備用碼會即時失效。
codes-new-keep = 備用碼只會顯示一次。請先準備打印機或密碼管理工具。
codes-new-button = 製作十個備用碼
codes-new-back = 返回保安資料

## 選擇密碼

password-title = 更改密碼
password-lead = 你在各處都用它登入，請選一個只有你知道的密碼。
password-current = 現時的密碼
password-current-empty = 請輸入你目前的密碼。
password-current-wrong = 這不是你目前的密碼。
password-none = 你還沒有密碼。請用「忘記密碼」取得連結。
password-new = 新密碼
password-policy = 最少 { $least } 個字元。愈長愈好，可以有空格。不要用你在其他地方用過的密碼。
password-others = 登出其他所有地方
password-others-text = 其他瀏覽器都要用新密碼再次登入。
password-programs = 你的應用程式密碼怎樣處理？
password-programs-keep = 保留
password-programs-keep-text = 程式可以繼續使用。
password-programs-remove = 移除
password-programs-remove-text = 如果懷疑有人用過你的帳戶，請選這個。
password-button = 更改密碼
password-back = 返回保安資料
password-user = 電郵

## 忘記密碼

forgot-title = 忘記密碼
forgot-head = 選一個新密碼
forgot-lead = 輸入你的工作電郵，我們會傳送連結和代碼給你。
forgot-user = 工作電郵
forgot-user-empty = 請輸入你的工作電郵。
forgot-button = 傳送電郵
forgot-back = 返回登入
forgot-sent-title = 請查看我們的電郵
forgot-sent-text = 如果該地址屬於某個帳戶，電郵正在途中，可能需要幾分鐘。
forgot-sent-then = 開啟電郵內的連結，或在這裏輸入電郵內的代碼。兩者都在 30 分鐘內有效。
forgot-sent-user = 工作電郵
forgot-sent-code = 電郵內的代碼
forgot-sent-code-hint = 八個字母和數字，例如 HVTK-W7EN
forgot-sent-button = 繼續
forgot-sent-again = 沒有收到？請查看垃圾郵件匣，或再要求一次。
forgot-sent-again-link = 再要求一次
reset-code-wrong = 代碼不符或已經失效。請檢查代碼，或再要求一次。
reset-code-empty = 請輸入訊息中的八個字母和數字。

## 連結後的頁面

reset-open-title = 選一個新密碼
reset-open-first = 歡迎。請選擇你的密碼
reset-open-text = 這是為帳戶 { $username } 而設。
reset-open-second = 接着我們會要求第二步驗證，這樣就算信箱被盜也不足夠。之後你便可選擇密碼。
reset-open-plain = 接着你便可選擇密碼。
reset-open-first-then = 之後你便可登入；如你的機構要求，亦會設定第二步驗證。
reset-open-button = 選一個新密碼
reset-open-first-button = 選擇我的密碼
reset-open-not-you = 不是你要求的？關閉此頁便可，任何東西都沒有改變。
new-password-title = 新密碼
new-password-head = 你的新密碼
new-password-ends = 現在已登入的地方都要再次登入。
new-password-ends-programs = 你的應用程式密碼也會失效：之後請為你的程式建立新的。
new-password-button = 儲存新密碼
reset-done-title = 你的密碼已更改
reset-done-text = 密碼已在 { $at } 更改，所有地方都已登出。請用新密碼登入。
reset-done-button = 登入
reset-over = 這個連結已經失效。連結只可用一次，並在 30 分鐘內有效。
reset-over-title = 這個連結已經失效
reset-over-text = 連結只可用一次，而且有效時間很短。請要求新的連結，只需一分鐘。
reset-over-button = 要求新的連結

## 從通知還原

undo-title = 是你做的嗎？
undo-look-added = 有人在{ $at }把「{ $label }」加入你的帳戶。
undo-look-removed = 有人在{ $at }把「{ $label }」從你的帳戶移除。
undo-look-password = 有人在{ $at }更改了你的帳戶密碼。
undo-look-codes = 有人在{ $at }為你的帳戶製作了新的備用碼。
undo-look-app-password = 有人在{ $at }為你的帳戶製作了應用程式密碼「{ $label }」。
undo-look-other = 有人在{ $at }更改了你的帳戶。
undo-from = 使用 { $device }，來自 { $place }。
undo-what = 如果不是你：我們會還原改動，登出所有地方，再由你選一個新密碼。
undo-what-password = 如果不是你：我們會登出所有地方，再由你選一個新密碼。
undo-yes = 是，是我做的
undo-no = 不是，請還原
undo-kept-title = 好，維持不變
undo-kept-text = 你已確認是你做的。這個連結已經失效。
undo-kept-button = 前往保安資料
undo-done-title = 我們已還原
undo-done-added = 「{ $label }」不能再用來登入，所有地方都已登出。
undo-done-removed = 「{ $label }」可以再次使用，所有地方都已登出。
undo-done-password = 所有地方都已登出。
undo-done-codes = 所有地方都已登出。
undo-done-app-password = 「{ $label }」不能再使用，所有地方已登出。
undo-done-other = 所有地方都已登出。
undo-done-next = 舊密碼可能已被人知道，請現在選一個新密碼。
undo-done-button = 選一個新密碼
undo-over = 這個連結已經失效。還原連結只可用一次，並在 72 小時內有效。
undo-over-title = 這個連結已經失效
undo-over-text = 還原連結只可用一次，並在 72 小時內有效。如果你的帳戶有不是你做的改動，請更改密碼，或致電服務台。
undo-over-button = 前往保安資料

## 裝置

devices-title = 裝置
devices-lead = 已登入你帳戶的瀏覽器。不認識或不再使用的，請登出。
devices-list = 已登入的瀏覽器及應用程式
devices-this = 這個
devices-since = 登入時間：{ $at }。上次使用：{ $seen }。
devices-since-this = 登入時間：{ $at }。正在使用。
devices-place = 來自 { $place }
devices-ends = { $at }會自動結束。
devices-apps = 在此開啟了：{ $apps }
devices-sign-out = 登出
devices-sign-out-of = 登出 { $device }
devices-not-yours = 不是你的？
devices-not-yours-link = 保護帳戶
devices-everywhere = 登出其他所有地方
devices-programs = 使用應用程式密碼的程式
devices-alone = 只有這個瀏覽器已登入。
devices-done-one = 已登出。
devices-done-others = { $count ->
    [0] 沒有其他地方已登入。
   *[other] 已登出另外 { $count } 個瀏覽器。
}
sign-out-everywhere-title = 登出其他所有地方
sign-out-everywhere-head = 要登出其他所有地方嗎？
sign-out-everywhere-text = 另外 { $count } 個瀏覽器會即時登出。這個會維持登入。
sign-out-everywhere-button = 全部登出
sign-out-everywhere-keep = 保留

## 活動記錄

activity-title = 最近活動
activity-lead = 你的帳戶在過去 90 天的活動，包括我們傳送了但沒有回應的驗證碼。
activity-show = 顯示
activity-all = 全部
activity-sign-ins = 登入
activity-codes = 驗證碼及提示
activity-changes = 改動
activity-refused = 被拒
activity-empty = 過去 90 天沒有活動。
activity-older = 較早的
activity-csv = 下載 CSV
activity-request = 請求
activity-not-you = 不是你做的？
activity-not-you-link = 保護帳戶
activity-joined = 一併回應：{ $apps }
activity-place = { $device }，{ $place }

## 發生了甚麼

happened-signed-in = { $app ->
    [none] 用{ $kind }登入你的帳戶
   *[other] 用{ $kind }登入 { $app }
}
happened-proved = 用{ $kind }證明是你本人
happened-refused = 一次登入被拒
happened-wrong-answer = 回答錯誤：{ $kind }
happened-paused = 回答錯誤太多次，已暫停
happened-asked = 要求了{ $kind }
happened-joined = { $app } 加入了進行中的請求
happened-cancelled = 一次登入已取消
# At a program that was refused: it leads to a new app password.
activity-fix = 解決
happened-denied = 一次登入被舉報為並非本人
happened-put-off = 已押後第二步驗證
happened-grace-began = 加入第二步驗證的期限開始
happened-signed-out = 已登出
happened-session-revoked = 已登出其他瀏覽器
happened-method-added = 已加入登入方法「{ $label }」
happened-method-removed = 已移除「{ $label }」
happened-method-renamed = 一種登入方法已改名為「{ $label }」
happened-default-changed = 以後會先用「{ $label }」
happened-recovery-used = 用了一個備用碼
happened-password-changed = 已更改密碼
happened-reset-asked = 要求了忘記密碼的電郵
happened-change-undone = 從通知還原了一項改動
happened-change-confirmed = 從通知確認了一項改動
happened-profile-changed = 已更改個人資料
happened-state-changed = 管理員更改了何時要求你作第二步驗證
happened-account-made = 已建立帳戶
happened-account-disabled = 帳戶已停用
happened-account-enabled = 帳戶已啟用
happened-methods-reset = 服務台要求你重新設定登入方法
happened-app-opened = 已開啟 { $app }
happened-send-withheld = 沒有傳送驗證碼：要求次數太多
happened-delivery-failed = 有訊息未能送達
happened-app-password-made = 已製作應用程式密碼「{ $label }」
happened-app-password-taken = 「{ $label }」的設定已傳到電話
happened-app-password-renamed = 應用程式密碼已改名為「{ $label }」
happened-app-password-used = 「{ $label }」第一次使用，或從新的網絡使用
happened-app-password-ended = 一個應用程式密碼已失效
happened-old-program = { $program ->
    [none] 有程式用了你的一般密碼
   *[other] { $program } 用了你的一般密碼
}
happened-retired-used = 有程式仍在用已失效的密碼
happened-other = 帳戶有改動

with-password = 密碼
with-sms = 短訊
with-call = 電話
with-email = 電郵
with-totp = 驗證器應用程式
with-passkey = 通行密鑰
with-push = 應用程式
with-recovery = 備用碼
with-other = 其他方法

## 個人資料

profile-title = 個人資料
profile-lead = 這裏怎樣稱呼你，以及頁面和訊息的樣式。
profile-you = 你
profile-name = 姓名
profile-mail = 工作電郵
profile-user = 登入名稱
profile-mail-hint = 關於你帳戶的通知會傳送到這裏。
profile-managed = 資料來自員工名錄。如要更改，請聯絡人力資源部。
profile-fixed = 如要更改，請聯絡服務台。
profile-name-bad = 請輸入你的姓名，最多 100 個字。
profile-language-bad = 請從清單中選擇語言。
profile-look = 語言、時間和外觀
profile-language = 頁面及訊息的語言
profile-as-organisation = 跟隨機構：{ $name }
profile-time-zone = 時區
profile-appearance = 外觀
profile-appearance-system = 跟隨系統
profile-appearance-light = 淺色
profile-appearance-dark = 深色
profile-larger = 想要較大的文字？在瀏覽器按 Ctrl 和 +，在 Mac 按 ⌘ 和 +。所有頁面都會跟隨。
profile-save = 儲存
profile-done = 已儲存，由現在起生效。

## 更改前要再次證明是本人

fresh = 請先證明是你本人。10 分鐘內最多問你一次。

# /verify 要做的事。
verify-add = 加入登入方法前，我們會再問一次。
verify-change = 更改登入方法前，我們會再問一次。
verify-remove = 移除登入方法前，我們會再問一次。
verify-codes = 製作新的備用碼前，我們會再問一次。
verify-password = 更改密碼前，我們會再問一次。

## 登出

sign-out-title = 登出
sign-out-head = 要登出嗎？
sign-out-text = 你會在這個瀏覽器登出 { $organisation }。其他瀏覽器保持登入。
# $app: 提出要求的應用程式。
sign-out-app = { $app } 要求你登出，包括從這個瀏覽器開啟的所有應用程式。
sign-out-button = 登出
sign-out-stay = 保持登入
signed-out-title = 你已登出
signed-out-text = 你已在這個瀏覽器登出 { $organisation }。
# $apps: 名稱清單。
signed-out-apps = { $apps } 可能仍然開啟。請自行關閉，或在其中登出。
signed-out-button = 重新登入

## 出了問題時

lost-title = 我的電話遺失了或壞了
lost-lead = 請先移除它，以免拾到的人可以使用。
lost-which = 哪一個不見了？
lost-gone = 這一個
lost-gone-label = 這一個：{ $label } 不見了
lost-none = 你的帳戶沒有電話或應用程式。
lost-then = 移除之前，你會看到還剩下甚麼。其他瀏覽器會同時登出。
lost-after = 之後
lost-add = 加入新的方法
lost-add-text = 新的電話，或驗證應用程式。
hacked-title = 我懷疑有人進入了我的帳戶
hacked-lead = 請由上至下逐項處理，大約需要五分鐘，可以隨時回來繼續。
hacked-password = 選一個新密碼
hacked-password-text = 只要保留剔號，其他地方會即時登出。
hacked-password-button = 選一個新密碼
hacked-browsers = 登出你不認識的地方
hacked-browsers-text = { $count ->
    [0] 沒有其他瀏覽器已登入。
   *[other] 另有 { $count } 個瀏覽器已登入。
}
hacked-ways = 檢查你的登入方法
hacked-ways-text = 移除不屬於你的。
hacked-ways-none = 除了密碼，沒有其他方法。
hacked-ways-button = 查看
hacked-ways-label = 查看 { $label }
hacked-programs = 檢查你的應用程式密碼
hacked-programs-text = 移除你不認識的程式所用的密碼。
hacked-programs-button = 查看應用程式密碼
hacked-activity = 看看發生了甚麼事
hacked-activity-text = 何時、從何處、以甚麼方法登入或作出更改。
hacked-activity-button = 查看活動
hacked-tell = 通知服務台
hacked-tell-desk = { $desk }。請告知你何時發現。
hacked-tell-text = 請告知你何時發現。
