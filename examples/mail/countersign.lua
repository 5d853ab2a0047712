-- Dovecot 2.3 asks Countersign whether a program may come in: passdb { driver = lua … }.
-- Only facts go out, only a verdict comes back; nothing is kept here.
local URL = "https://sign-in.example.org/mail/check"
local SECRET_FILE = "/etc/dovecot/countersign.secret" -- as in [mail.check] secret_file
local SAID = { "service", "rip", "rport", "lip", "lport", "secured", "mech", "session", "cert", "client_id" }
local secret, client

function script_init()
  local file = assert(io.open(SECRET_FILE))
  secret = file:read("*l")
  file:close()
  client = dovecot.http.client({ timeout = 10000, max_attempts = 2 })
  return 0
end

local function quoted(text)
  local escape = function(c) return string.format("\\u%04x", c:byte()) end
  return '"' .. tostring(text or ""):gsub('[%c"\\]', escape) .. '"'
end

local function read(json, key) -- of an answer of Countersign, which escapes nothing but \\ and \"
  json = json:gsub("\\\\", "\1"):gsub('\\"', "\2")
  local text = json:match('"' .. key .. '":"([^"]*)"')
  return text and text:gsub("\1", "\\"):gsub("\2", '"')
end

function auth_password_verify(request, password)
  local facts = { '"user":' .. quoted(request.user), '"password":' .. quoted(password) }
  for _, key in ipairs(SAID) do facts[#facts + 1] = quoted(key) .. ":" .. quoted(request[key]) end
  local ask = client:request({ url = URL, method = "POST" })
  ask:add_header("Authorization", "Bearer " .. secret)
  ask:add_header("Content-Type", "application/json")
  ask:set_payload("{" .. table.concat(facts, ",") .. "}")
  local answer = ask:submit()
  local result = answer:status() == 200 and read(answer:payload(), "result")
  if result == "ok" then return dovecot.auth.PASSDB_RESULT_OK, { user = read(answer:payload(), "user") } end
  if result ~= "fail" then return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "Countersign: " .. answer:status() end
  return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, read(answer:payload(), "reason") or "" -- for the log
end

function auth_passdb_lookup() return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, "" end
