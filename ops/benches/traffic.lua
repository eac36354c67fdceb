-- wrk: each request is a batch of EVENTS of what visitors of a theatre's site do: each views pages and shows, some fill a basket,
-- some order; some came by a campaign or from another site.
-- Arguments: Authorization header, events a request, a word that makes the ids of this run its own.
local page = '{"type":"page","messageId":"%s-%d","anonymousId":"%s-v%d","timestamp":"%s","context":{"page":' ..
    '{"path":"/spectacles/%d","title":"Spectacle","url":"https://theatre.example.org/spectacles/%d%s","referrer":"%s"}}}'
local track = '{"type":"track","event":"%s","messageId":"%s-%d","anonymousId":"%s-v%d","timestamp":"%s","properties":' ..
    '{"order_id":"%s-o%d","show_id":"show-%d","performance_id":"performance-%d","price_category":"plein","price":24.5,"quantity":2,"currency":"EUR"},' ..
    '"context":{"page":{"path":"/spectacles/%d","url":"https://theatre.example.org/spectacles/%d"}}}'
local steps = {"page", "page", "Product Viewed", "page", "Product Viewed", "page", "Product Added", "Order Completed"}
local threads = 0
local number = 0

function setup(thread)
    thread:set("thread_number", threads)
    threads = threads + 1
end

function init(arguments)
    wrk.method = "POST"
    wrk.path = "/v1/batch"
    wrk.headers["Authorization"] = arguments[1]
    wrk.headers["Content-Type"] = "application/json"
    events = tonumber(arguments[2])
    run = arguments[3] .. thread_number
end

-- Forty visitors at a time, each a step after the other; seven in eight leave before they order.
local function event()
    number = number + 1
    local visitor = math.floor(number / 320) * 40 + number % 40
    local step = steps[math.floor(number / 40) % 8 + 1]
    if step == "Order Completed" and visitor % 8 > 0 then step = "page" end
    local at = os.date("!%Y-%m-%dT%H:%M:%SZ")
    local show = visitor % 60
    if step ~= "page" then
        return string.format(track, step, run, number, run, visitor, at, run, visitor, show, show * 5 + visitor % 5, show, show)
    end
    local arrives = math.floor(number / 40) % 8 == 0
    local campaign = arrives and visitor % 5 == 0 and "?utm_source=lettre-12&utm_medium=email&utm_campaign=noel" or ""
    local referrer = arrives and visitor % 3 == 0 and "https://www.google.com/" or ""
    return string.format(page, run, number, run, visitor, at, show, show, campaign, referrer)
end

function request()
    local items = {}
    for index = 1, events do items[index] = event() end
    return wrk.format(nil, nil, nil, '{"batch":[' .. table.concat(items, ",") .. "]}")
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("faults %d\n", errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
