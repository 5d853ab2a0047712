method-recovery = Recovery code
# $hint: how many are left.
method-recovery-what = Type one of your recovery codes. Each works once. You have { $hint } left.
method-recovery-title = Type a recovery code
method-recovery-text = Use one of the codes you put somewhere safe. Each works once. You have { $hint } left.
method-recovery-label = Recovery code
method-recovery-tip = 16 letters and digits, such as ABCD-EFGH-JKLM-NPQR. Grouping does not matter.
recovery-code-empty = Type one of your recovery codes
recovery-code-length = A recovery code has 16 letters and digits. You typed { $typed }.
recovery-none-left = All your recovery codes are used. Use another way, then make new ones.
recovery-code-wrong = That is not one of your recovery codes, or it was used already.
recovery-save-first = Put the codes somewhere safe, then tick the box
