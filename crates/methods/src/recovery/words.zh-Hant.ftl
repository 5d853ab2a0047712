method-recovery = 復原碼
method-recovery-what = 輸入其中一個復原碼，每個只能使用一次。您還有 { $hint } 個。
recovery-code-empty = 請輸入其中一個復原碼
recovery-code-length = 復原碼有 16 個字母和數字，您輸入了 { $typed } 個。
recovery-none-left = 您的復原碼已全部使用。請使用其他方式，然後建立新的復原碼。
recovery-code-wrong = 這不是您的復原碼，或已經使用過。
recovery-save-first = 請先把復原碼存放在安全的地方，再勾選方格
