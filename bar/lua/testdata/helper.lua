local M = {}
M.colors = { bar = 0xf01e1e2e, fg = 0xffffffff }
return M
