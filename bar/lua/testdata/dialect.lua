-- What Lua 5.4 has and 5.1 has not, and what both print alike.
local hex <const> = 0xff8899aa
local function with_alpha(color, alpha)
  return (color & 0x00ffffff) | (math.floor(alpha * 255.0) << 24)
end
print(string.format("0x%08x", with_alpha(hex, 0.5)), with_alpha(hex, 1))
print(7 // 2, -7 // 2, 2^10 // 1 | 0, 5 ~ 3, ~0, 1 << 4 >> 2, 3 & 5 | 8 ~ 1)
print(1 .. "a" .. 2, 0.1 + 0.2 .. "", 2^53 | 0, 123456789012 .. "")
print("\u{1F600}\x41\z
       end\065\n", '\'', "\
x")
for i = 1, 4 do
  if i == 2 then goto continue end
  local square = i * i
  print(i, square)
  ::continue::
end
while true do
  if true then break end
  print("never")
end
do local t = {}; t.x, t.y = 1, 2; print(t.x, t.y) end
local t = table.pack(1, nil, 3)
print(t.n, table.unpack({1, 2, 3}, 2), select("#", table.unpack({}, 1, 3)))
print(table.concat(table.move({1, 2, 3}, 1, 3, 2), "-"))
print(math.type(1), math.type(1.5), math.type("1"), math.tointeger(3.0), math.tointeger(3.5))
print(utf8.char(228, 8364, 128512), utf8.len("aä€"), utf8.codepoint("€", 1))
for p, c in utf8.codes("aä") do io.write("") print(p, c) end
print(utf8.offset("aä€x", 3), utf8.offset("aä€x", -1), utf8.len("\xff"))
for c in ("aä€"):gmatch(utf8.charpattern) do print(c) end
print(load("local a, b = ... return a + b")(2, 3))
print(load("return x", "chunk", "t", {x = 42})())
print((load("return +", "chunk")))
print(xpcall(function(a, b) return a .. b end, debug.traceback, "x", "y"))
print(pcall(error, {code = 1}) == false, select(2, pcall(error, "plain", 0)))
print(tostring(nil), tostring(true), tonumber("010"), tonumber("0x10"), tonumber(" 12 "), tonumber("1e1") // 1 | 0, tonumber("z", 36), tonumber("abc"), tonumber(""))
print(string.format("%d %5d|%-5d|%05d %+d", 3, 42, 42, -42, 7))
print(string.format("%.2f %5.1f%% %g %g %g %e", 1/3, 99.95, 100000000, 0.1, 1e20, 12345.678))
print(string.format("%s %10s|%-10s|%.2s %q %c %x %X %o %%", nil, "r", "l", "long", 'a"b\n', 65, 255, 255, 8))
print(string.format("%i", 4), (pcall(string.format, "%d", 1.5)))
print(("x"):rep(3, ","), ("abc"):sub(-2), #"abc", ("%d"):format(5))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("THE (quick) fox"):find("%((%a+)%)"))
print(("hello world"):gsub("o", {o = "0"}), ("abc"):gsub("%w", "%0%0"), ("a,b,,c"):gsub(",", ";", 2))
print(string.rep("ab", 0), ("x"):byte(), ("THE (quick) fox"):find("(", 1, true))
local mt = setmetatable({}, {
  __index = function(_, k) return k .. "!" end, __call = function(_, a) return a * 2 end,
  __idiv = function() return "idiv" end, __band = function() return "band" end,
  __concat = function() return "cat" end, __tostring = function() return "object" end, __len = function() return 9 end,
})
print(mt.field, mt(4), mt // 1, 1 & mt, mt .. "x", "x" .. mt, tostring(mt), #mt)
local function f(...) local a, b = ... return select("#", ...), (...), a, b end
print(f(1, nil, 3))
print((f(1, 2)))
local s <const>, n = "const", 5
print(s, n, [[
long]], [==[a]]b]==])
print(not nil == true, 2 ^ 3 ^ 2 | 0, -2 ^ 2 | 0, 1 + 2 < 4 and "yes" or "no", "a" < "b", 10 == "10")
local obj = {v = 1}
function obj:add(k) self.v = self.v + k return self end
function obj.static(x) return x end
print(obj:add(2):add(3).v, obj.static(7), #{1, 2, 3, nil}, next({}))
local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b * 2 end)
print(co(1), co(10), coroutine.isyieldable())
local sorted = {3, 1, 2}
table.sort(sorted, function(a, b) return a > b end)
print(table.concat(sorted, " "), table.remove(sorted, 1), #sorted)
print(os.date("!%Y-%m-%d %H:%M:%S %a %b %e %j %p %I %y %U %W %V %u %w %D %R %F", 1700000000), os.date("!*t", 0).yday)
print(os.time({year = 2024, month = 2, day = 30, hour = 12}) - os.time({year = 2024, month = 3, day = 1, hour = 12}))
local h = io.popen("printf '1 2.5\\nline\\nrest\\nend'")
print(h:read("n", "n", "l", "l", "a"))
print(h:close())
for l in io.popen("printf 'a\\nb'"):lines() do print(l) end
print(os.execute("exit 3"))
print(os.execute("true"))
print((pcall(function() local x; return "a" .. x end)))
print(math.max(1, 2.5), math.floor(-0.5), math.huge, -math.huge, 7 % 3, -7 % 3, 5.5 % 2, math.abs(-3))
print(#arg, type(arg[0]), rawlen({1, 2}), rawequal(1, 1), _VERSION)
local r = {} for k, v in pairs({10, 20, x = 1}) do r[#r + 1] = tostring(k) .. "=" .. v end print(table.concat(r, " "))
repeat local done = true until done
print(((function() return 1, 2 end)()), type(print), string.len("\0a"))
print(("f(a)"):gsub("%f[%w]%w+", "W"), ("hello"):find("()ll()"), (("x"):match("y")), select("#", ("x"):match("y")))
local words = ("one two  three"):gmatch("%a+")
for w in words do io.write("") print(w) end
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end
print(("abc"):gsub("", "-"), ("hello"):gsub("l*", "x"), ("abc"):gsub("b", {b = false}), ("abc"):gsub("(b)(c)", "%2%1"), ("^x"):gsub("^%^", ""))
print(("[[x]]"):match("%[(%b[])%]"), ("a.b"):match("^(.-)%.(.*)$"), ("key: 'v'"):match("(['\"])(.-)%1"), ("x"):rep(3):find("x", -1), ("]"):match("[]]"), ("a-b"):match("[a%-]+"))
print(("  trim "):gsub("^%s*(.-)%s*$", "%1"), ("äö"):gsub("[\128-\255]", "?"), ("abc"):find("b", 1, true), ("a\0b"):match("%z"), ("ABC"):gsub("%u", string.lower))
for i, v in ipairs("text") do print("never", i, v) end
print(pcall(string.gsub, "x", "(", ""), (pcall(string.rep, "x", 1e10)), (pcall(string.find, "x", "[a")))
print((function(arg, ...) return arg, ... end)(1, 2))
return 1
