### 每一頁的外框，以及不屬於任何範圍的頁面。

## 外框

page-title = { $title } – { $organisation }
page-title-wrong = 錯誤：{ $title } – { $organisation }
page-skip = 跳到主要內容
page-language = 語言
page-language-change = 更改
page-help = 協助：{ $desk }
page-privacy = 私隱

## 表格

problems-head = 有一個問題
error-before = 錯誤：
password-show = 顯示
password-hide = 隱藏
password-caps = 大寫鎖定已開啟。
password-show-label = 顯示密碼
password-hide-label = 隱藏密碼

## 票卡

ticket-what = 你正在登入的項目
ticket-account = 你的帳戶
ticket-more = { $more ->
    [0] { $app }
   *[other] { $app } 及另外 { $more } 個
}
ticket-from = { $device }，{ $place }
ticket-request = 要求

## 沒有頁面可以顯示時

trouble-not-found-title = 沒有這個頁面
trouble-not-found-text = 網址可能打錯了，或者已經過時。沒有任何改動。
trouble-refused-title = 這裡不能這樣做
trouble-wrong-title = 這個沒有被接受
trouble-bad-title = 我們讀不懂這個要求
trouble-bad-text = 返回上一頁，重新載入，再試一次。
trouble-stranger-title = 請重新載入頁面再試
trouble-stranger-text = 這份表格不是為這個瀏覽器而設的，或者你的瀏覽器不保存 cookie。沒有任何改動。允許這個網站使用 cookie，重新載入頁面，再送出一次。
trouble-stale-title = 期間有東西改變了
trouble-stale-text = 剛才在另一個視窗改了這項。再看一次，然後重新決定。
trouble-busy-title = 一下子太多了
trouble-busy-text = 現在有很多人正在登入，或者試得太頻密。等一分鐘再試。沒有遺失任何東西。
trouble-down-title = 我們這邊出了問題
trouble-down-text = 沒有任何改動。幾分鐘後再試。如果仍然這樣，把下面的編號告訴服務台。
trouble-reference = 給服務台的編號：
trouble-home = 前往起始頁

## 私隱

privacy-title = 私隱
privacy-cookies = Cookie
privacy-cookies-text = 只有登入所需的：一個為這個瀏覽器命名，一個在你登入期間使用，一個記住你選的語言。沒有一個用於廣告，其他網站也讀不到。
privacy-log = 記錄了什麼
privacy-log-text = 何時、從何處有人登入或更改了登入方式，用哪個瀏覽器，為了哪個應用程式。你可以在「活動」看到；{ $organisation } 保存這些以發現濫用。
privacy-messages = 訊息
privacy-messages-text = 代碼和通知以短訊、來電或電郵發出，經由 { $organisation } 選用的服務商。他們得到你的號碼或地址以及訊息內容，再沒有其他。
privacy-never = 我們絕不做的事
privacy-never-text = 頁面不會從其他網站載入任何東西。密碼和代碼以無法還原的形式保存。{ $organisation } 的人不會向你索取密碼或代碼。
privacy-ask = 查詢：{ $desk }。

gallery-title = 所有頁面

## 列舉

list-more = { $first }、{ $second }
list-last = { $first }和{ $second }

## 時間

date-clock = { $day } { $clock }
date-today = 今天
date-yesterday = 昨天
date-tomorrow = 明天
date-head-today = 今天
date-head-yesterday = 昨天
date = { $year } 年 { $month } { $day } 日
date-weekday = { $date }{ $weekday }
month-1 = 1 月
month-2 = 2 月
month-3 = 3 月
month-4 = 4 月
month-5 = 5 月
month-6 = 6 月
month-7 = 7 月
month-8 = 8 月
month-9 = 9 月
month-10 = 10 月
month-11 = 11 月
month-12 = 12 月
weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日
