-- wrk: each request is one track event with its own message id, or a batch of EVENTS of them.
-- Arguments: Authorization headers, a comma between (requests take turns), address, events a request, a word that makes the ids of this run its own.
local template = '{"type":"track","event":"Product Added","messageId":"%s-%d-%d","anonymousId":"visitor-%d",' ..
    '"timestamp":"2026-11-22T10:00:00.123Z","sentAt":"2026-11-22T10:00:01.456Z",' ..
    '"properties":{"product_id":"performance-%d","name":"Le Malade imaginaire","category":"theatre","variant":"full",' ..
    '"price":24.5,"quantity":2,"currency":"EUR","affiliation":"web"},' ..
    '"context":{"library":{"name":"analytics.js","version":"2.1.0"},"locale":"fr-FR",' ..
    '"page":{"path":"/spectacles/le-malade-imaginaire","referrer":"https://www.example.org/",' ..
    '"title":"Le Malade imaginaire","url":"https://theatre.example.org/spectacles/le-malade-imaginaire"},' ..
    '"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"}}'
local threads = 0
local number = 0

function setup(thread)
    thread:set("thread_number", threads)
    threads = threads + 1
end

function init(arguments)
    wrk.method = "POST"
    keys = {}
    for key in arguments[1]:gmatch("[^,]+") do keys[#keys + 1] = key end
    turn = thread_number
    wrk.headers["Content-Type"] = "application/json"
    wrk.path = arguments[2]
    events = tonumber(arguments[3])
    run = arguments[4] .. thread_number
end

local function event()
    number = number + 1
    return string.format(template, run, thread_number, number, number % 5000, number % 300)
end

function request()
    turn = turn % #keys + 1
    wrk.headers["Authorization"] = keys[turn]
    if events == 1 then return wrk.format(nil, nil, nil, event()) end
    local items = {}
    for index = 1, events do items[index] = event() end
    return wrk.format(nil, nil, nil, '{"batch":[' .. table.concat(items, ",") .. "]}")
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("faults %d\n", errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
