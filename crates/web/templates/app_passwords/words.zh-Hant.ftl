### Pages of app passwords: the list, a new one, the one time it is shown, and the phone.

## The list

app-passwords-title = 應用程式密碼
app-passwords-lead = 供無法輸入驗證碼的程式使用。每個程式都有自己的密碼。
app-passwords-list = 你的應用程式密碼
# $opens: "reading mail and sending mail".
app-passwords-opens = 可用於{ $opens }。
# $day, $end: days.
app-passwords-made = 建立於{ $day }。若不使用，將於 { $end } 失效。
app-passwords-soon = 將於 { $day } 失效
app-passwords-remove = 移除 { $name }
app-passwords-empty = 沒有應用程式密碼。
app-passwords-empty-more = 很好：只有無法輸入驗證碼的程式才需要，例如舊版 Outlook、行事曆工具或掃描器。
app-passwords-done-removed = 已移除「{ $name }」。從現在起，使用它的程式會被拒絕。
app-passwords-done-made = 「{ $name }」已設定好。密碼現在已隱藏。
# $source: network address. $protocol: "reading mail (IMAP)".
app-password-used = 上次使用：{ $at }，來自 { $source }，{ $protocol }。
app-password-used-somewhere = 上次使用：{ $at }，{ $protocol }。

## Programs that still use what has ended

still-program = 某個程式
# $day: a day.
still-app-password = 位於 { $source } 的 { $program } 仍在使用已於{ $day }失效的應用程式密碼。
still-app-password-somewhere = { $program } 仍在使用已於{ $day }失效的應用程式密碼。
still-password = 位於 { $source } 的 { $program } 仍在使用你{ $day }以前的密碼。
still-password-somewhere = { $program } 仍在使用你{ $day }以前的密碼。
still-was = 它的名稱是「{ $name }」。
still-last = 上次嘗試：{ $at }，{ $protocol }。
still-do = 它會被拒絕，但不會鎖住任何東西。請在該程式中移除舊密碼，或給它新的應用程式密碼。

## What one opens, and by which protocol

scope-mail = 讀取電郵
scope-sending = 傳送電郵
scope-calendar = 行事曆與聯絡人
scope-files = 檔案
scope-vpn = VPN
scope-mail-long = 讀取電郵
scope-sending-long = 傳送電郵
scope-calendar-long = 行事曆與聯絡人
scope-files-long = 檔案
scope-vpn-long = VPN
protocol-imap = 讀取電郵（IMAP）
protocol-pop3 = 讀取電郵（POP3）
protocol-smtp = 傳送電郵（SMTP）
protocol-sieve = 電郵規則（Sieve）
protocol-caldav = 行事曆（CalDAV）
protocol-carddav = 聯絡人（CardDAV）
protocol-webdav = 檔案（WebDAV）
protocol-ldap = 目錄（LDAP）
protocol-radius = VPN（RADIUS）

## One of them

app-password-title = 應用程式密碼
app-password-opens = 用途
app-password-made = 建立
app-password-last = 使用
app-password-ends = 失效
app-password-ends-why = 上次使用後 90 天。我們會在 14 天前寫信給你。
app-password-name = 你要怎麼稱呼它？
app-password-name-hint = 寫下程式和裝置，方便你日後辨認。
app-password-done-renamed = 現在它的名稱是「{ $name }」。
app-password-remove = 移除
app-password-remove-text = 該程式會立即被拒絕。你的密碼和其他應用程式密碼不受影響。
app-password-remove-title = 移除應用程式密碼
app-password-remove-head = 移除 { $name }？
app-password-remove-then = 使用它的程式會立即被拒絕，目前已連線的也一樣。
app-password-remove-for-good = 它無法恢復。你可以在一分鐘內建立新的。
app-password-remove-button = 移除
app-password-remove-keep = 保留
app-password-over = 我們無法再次顯示。如果你仍需要它，請建立新的，並移除這一個。

## A new one

app-password-make-title = 新的應用程式密碼
app-password-make-lead = 每個程式和裝置各一個。它只顯示一次，連同程式需要的其他資料。
app-password-program = 這是給哪個程式用的？
app-password-may-open = 它可以用於什麼？
app-password-may-open-hint = 已勾選該程式所需的項目。越少越安全。
app-password-changed = 我們已勾選這個程式所需的項目。請看一遍，然後再按一次按鈕。
app-password-make-button = 建立應用程式密碼
app-password-make-not = 暫時不要
app-password-program-none = 請選擇它是給哪個程式用的
app-password-name-bad = 請取一個 1 至 60 個字的名稱
app-password-opens-nothing = 請勾選它可以用於什麼
app-password-network-bad = 請把網絡寫成 192.0.2.0/24
app-password-end-bad = 請選擇還沒到的日期
app-password-not-allowed = 你的帳戶不能使用應用程式密碼：管理員只能以第二步驟登入，機構也可以停用此功能。請使用會開啟登入視窗的程式。
app-password-second-step = 請先設定第二步驟並以它登入。復原碼不足以做這件事。
app-password-most = 你已有 40 個應用程式密碼，不能再多。請移除一個不再使用的。
program-outlook = Outlook 2010 或 2013
program-outlook-text = Windows 版
program-thunderbird = Thunderbird
program-thunderbird-text = 電腦版
program-apple = Apple 郵件或行事曆
program-apple-text = Mac、iPhone 或 iPad
program-phone = 手機內建的電郵
program-phone-text = iPhone 或 Android
program-calendar = 行事曆工具
program-calendar-text = Rainlendar、DAVx5 等
program-scanner = 印表機或掃描器
program-scanner-text = 只會傳送
program-vpn = VPN
program-vpn-text = 網絡用戶端
program-other = 其他程式
program-other-text = 請勾選它需要的項目
# What it is called before its owner names it. $system: "Windows".
program-outlook-name = { $system } 上的 Outlook
program-thunderbird-name = { $system } 上的 Thunderbird
program-apple-name = Apple 郵件
program-phone-name = 手機
program-calendar-name = { $system } 上的行事曆
program-scanner-name = 掃描器
program-vpn-name = { $system } 上的 VPN
modern-title = 你的程式能自行詢問第二步驟嗎？
modern-text = Outlook 2016 及更新版本、目前的 Thunderbird 和許多其他程式會開啟登入視窗。請在程式中選擇「新式登入」或「OAuth」；這樣你就不需要應用程式密碼。
modern-thunderbird-1 = 儲存這個檔案：
modern-thunderbird-file = Thunderbird 擴充套件
modern-thunderbird-2 = 在 Thunderbird 中選擇「附加元件與佈景主題」，按齒輪，再選擇「從檔案安裝附加元件」。
modern-thunderbird-3 = 新增你的電郵帳號，並選擇 OAuth2 作為登入方式。
modern-others = 在其他程式中，請在詢問密碼類型的地方尋找「OAuth2」。
cannot-make-head = 還不行
cannot-make-security = 前往安全資訊
cannot-make-list = 查看清單
cannot-make-back = 返回

## Shown once

app-password-show-title = 你的應用程式密碼
show-head = 設定 { $name }
# $opens: "reading mail and sending mail".
show-lead = 這個程式有自己的密碼。它可用於{ $opens }，僅此而已。
show-password = 1. 密碼
show-until = 顯示到你按「完成」，或到 { $until }
show-not-printed = 特意不列印。寫在紙上的密碼，誰撿到都能使用。
show-copy = 複製密碼
show-form = 二十個字母，沒有數字。有無空格都可以。
show-paste = 貼到程式裡，讓程式記住它。請不要寫下來：萬一遺失，一分鐘就能建立新的。
show-settings = 2. 設定
show-print = 列印（不含密碼）
show-finds-thunderbird = Thunderbird 會自動找到這些設定。
show-finds-thunderbird-how = 請選擇「帳號設定」、「帳號動作」、「新增電郵帳號」，輸入你的地址並貼上密碼。如果它詢問，這裡有清單。
show-finds-outlook = Outlook 會自動找到這些設定。
show-finds-outlook-how = 請選擇「檔案」、「新增帳戶」，輸入你的地址並貼上密碼。如果它詢問，這裡有清單。
show-works = 3. 可以用嗎？
show-works-hint = 程式一連線，這裡就會變成綠色，你不必猜測。現在還不用？沒關係。
show-works-look = 再看一次
show-done = 完成，隱藏密碼
# $app: "Larkfield Mail".
show-done-app = 完成，前往 { $app }
show-phone = 要設定手機嗎？
show-phone-qr = 含有這些設定連結的條碼，可供一部手機使用，到 { $until } 為止
show-phone-how = 請用手機的相機對準它。可供一部手機使用，到 { $until } 為止。
show-profile = Apple 描述檔
show-profile-text = 適用於 iPhone、iPad 和 Mac：由 { $organisation } 簽署的檔案。裡面有密碼，請勿轉交他人。

## Does it work?

works-title = 可以用嗎？
works-waiting = 正在等待 { $program } 連線
# $at: clock time.
works-good = { $program } 已於 { $at } 從 { $source } 連線。
works-good-somewhere = { $program } 已於 { $at } 連線。
works-by = 用途是{ $protocol }。
works-untried-mail = 尚未嘗試讀取電郵。
works-untried-sending = 尚未嘗試傳送。
works-untried-calendar = 尚未嘗試行事曆。
works-untried-files = 尚未嘗試檔案。
works-untried-vpn = 尚未嘗試 VPN。
works-ended = 它已失效，不能再使用。
tried-wrong = 有人用錯誤的密碼嘗試。請再貼上一次。
tried-needs-app-password = 收到的是你平常的密碼，在那裡不適用。請改貼應用程式密碼。
tried-other-scope = 程式嘗試了這個應用程式密碼不能做的事。請建立一個可以的。
tried-other-network = 來自這個應用程式密碼不適用的網絡。
tried-retired = 收到的是已失效的密碼。請在程式中移除舊密碼並貼上新的。
tried-paused = 從那裡來了太多不同的錯誤密碼。請貼上正確的密碼，並等十五分鐘。
tried-disabled = 你的帳戶已停用。請洽詢服務台。
tried-not-allowed = 你的帳戶不能使用應用程式密碼。
tried-app-off = 程式所詢問的伺服器已停用。請洽詢服務台。
tried-when = { $at } 來自 { $source }，{ $protocol }。
tried-when-somewhere = { $at }，{ $protocol }。

## The settings

card-server = 伺服器
card-port = 連接埠
card-user = 使用者名稱
card-imap = 收件（IMAP）
card-pop3 = 收件（POP3）
card-smtp = 寄件（SMTP）
card-or-pop3 = 或以 POP3 收件
card-dav = 行事曆與聯絡人（CalDAV、CardDAV）
card-dav-address = 位址
card-tls-implicit = SSL/TLS，一般密碼
card-tls-starttls = STARTTLS，一般密碼
card-tls-plain = 沒有保護：只供在這部電腦上試用
# $kind: "Incoming mail (IMAP)".
card-copy-server = 複製伺服器：{ $kind }
card-copy-port = 複製連接埠：{ $kind }
card-copy-user = 複製使用者名稱：{ $kind }
card-copy-dav = 複製行事曆與聯絡人的位址

## The phone

phone-title = 這部裝置的設定
phone-head = 這部裝置的設定
phone-lead = 這裡是「{ $name }」的設定。按下按鈕後，設定只會交給這部裝置。
phone-apple-1 = 按下按鈕，並允許下載描述檔。
phone-apple-2 = 開啟「設定」，按上方的「已下載描述檔」。
phone-apple-3 = 按「安裝」。
phone-other = 下一頁有密碼和伺服器，可以複製。
phone-button = 取得設定
phone-once = 只能用一次，到 { $until } 為止。
phone-card-head = 設定 { $name }
phone-card-until = 只在這部裝置上，到 { $until } 為止
phone-profile = 安裝描述檔
phone-password = 密碼
phone-settings = 設定
phone-over-head = 這些設定已經不在這裡
phone-over-text = 條碼只供一部裝置使用，有效十分鐘。請在電腦上建立新的應用程式密碼，或看看那裡是否仍顯示條碼。
phone-over-link = 前往你的應用程式密碼
# Name of the profile on the device. $organisation: its name.
device-profile-title = { $organisation }：電郵
device-profile-about = 設定電郵、行事曆和聯絡人。為 { $name } 製作；裡面有密碼。
