-- Opens a file, lets the language server look at it, and writes down what a person would see.
-- Takes its work from the environment: MILLRACE_SERVER (a script), MILLRACE_NODE, MILLRACE_ANSWER.
local root = vim.fn.getcwd()
local config = {
  name = "millrace",
  cmd = { vim.env.MILLRACE_NODE, vim.env.MILLRACE_SERVER, "--stdio" },
  root_dir = root,
  workspace_folders = { { uri = vim.uri_from_fname(root), name = "workspace" } },
}
local buffer = vim.api.nvim_get_current_buf()
-- `start` is how it is done since 0.8.
if vim.lsp.start then
  vim.lsp.start(config)
else
  vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
end

local function seen()
  return vim.diagnostic.get(buffer)
end
vim.wait(20000, function()
  return #seen() > 0
end, 20)

local answer = { version = vim.version().minor, diagnostics = {} }
for _, one in ipairs(seen()) do
  table.insert(answer.diagnostics, { line = one.lnum, code = one.code, source = one.source })
end

local function ask(method, line, character)
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = character },
  }
  local results = vim.lsp.buf_request_sync(buffer, method, params, 10000) or {}
  for _, each in pairs(results) do
    return each.result
  end
end

local row = vim.fn.search("retries: 3", "w") - 1
local hover = ask("textDocument/hover", row, vim.fn.col(".") + 1)
answer.hover = hover and hover.contents.value or vim.NIL

-- Typing: the line with the first mistake goes away, and so does what is said of it.
local first = seen()[1].lnum
vim.api.nvim_buf_set_lines(buffer, first, first + 1, false, { "" })
local before = #answer.diagnostics
vim.wait(20000, function()
  return #seen() < before
end, 20)
answer.after = #seen()

local file = io.open(vim.env.MILLRACE_ANSWER, "w")
file:write(vim.json and vim.json.encode(answer) or vim.fn.json_encode(answer))
file:close()
vim.cmd("qall!")
