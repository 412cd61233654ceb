-- A character that talks, in LÖVE 11: type a line, and hear and read the answer while it arrives.

local ffi = require("ffi")
local C = require("convai")

local VOICE_AND_STREAM, RATE = 1 + 8, 48000
local client, conversation, playback, turn
local state = ffi.new("convai_playback_state", { struct_size = ffi.sizeof("convai_playback_state") })
local line, caption, source, sound = "", "Type, and press Enter. Esc quits.", nil, nil

-- Frees a handle, and the caller's variable becomes NULL: all functions named ..._free take its address.
local function free(kind, handle)
    if handle ~= nil then C[kind .. "_free"](ffi.new(kind .. "*[1]", handle)) end
end

local function checked(object, err)
    assert(object ~= nil, err[0] ~= nil and ffi.string(err[0].message) or "no error was given")
    return object
end

function love.load()
    local err = ffi.new("convai_error*[1]")
    local options = ffi.new("convai_client_options", { struct_size = ffi.sizeof("convai_client_options") })
    local key, url = os.getenv("CONVAI_API_KEY"), os.getenv("CONVAI_BASE_URL")
    options.api_key, options.base_url = key, url
    client = checked(C.convai_client_new(options, err), err)
    conversation = checked(C.convai_conversation_new(client, os.getenv("CONVAI_CHARACTER_ID") or "lighthouse-keeper", nil, err), err)
    local device = ffi.new("convai_playback_options", { struct_size = ffi.sizeof("convai_playback_options"), sample_rate = RATE })
    playback = checked(C.convai_playback_new(device, err), err)
    C.convai_conversation_set_playback(conversation, playback)
    C.convai_conversation_set_fallback(conversation, "The wind tears my words away. Say it again in a moment.")
    source = love.audio.newQueueableSource(RATE, 16, 1, 32)
    sound = love.sound.newSoundData(RATE / 5, RATE, 16, 1)
    love.graphics.setFont(love.graphics.newFont(24))
    love.graphics.setBackgroundColor(0.09, 0.12, 0.18)
end

local function say(text)
    local err = ffi.new("convai_error*[1]")
    C.convai_conversation_interrupt(conversation)
    free("convai_operation", turn)
    turn, caption = C.convai_conversation_say_async(conversation, text, VOICE_AND_STREAM, nil, err), ""
    if turn == nil then caption = ffi.string(err[0].message) end
    free("convai_error", err[0])
end

-- The text of the pieces that have arrived; at the end the fallback line, if nothing came.
local function read()
    local piece = ffi.new("convai_piece*[1]")
    while C.convai_operation_next_piece(turn, 0, piece) == 0 and piece[0] ~= nil do
        if piece[0].text ~= nil then caption = caption .. ffi.string(piece[0].text) end
        C.convai_piece_free(piece)
    end
    if C.convai_operation_poll(turn, nil) ~= 0 then return end
    local reply = C.convai_operation_take_response(turn)
    if caption == "" and reply.text ~= nil then caption = ffi.string(reply.text) end
    free("convai_response", reply)
    free("convai_operation", turn)
    turn = nil
end

-- Pushes what the loudspeaker lacks to hold 200 ms.
local queued_until = 0
local function play()
    local now = love.timer.getTime()
    local queued = math.max(0, math.floor((queued_until - now) * RATE))
    if source:getFreeBufferCount() == 0 then return end
    local frames = tonumber(C.convai_playback_read_ahead_s16(playback, sound:getFFIPointer(), RATE / 5, 1, queued, 200))
    if frames == 0 then return end
    source:queue(sound, frames * 2)
    queued_until = math.max(queued_until, now) + frames / RATE
    source:play()
end

function love.update()
    if turn ~= nil then read() end
    play()
    C.convai_playback_poll(playback, state)
end

function love.draw()
    local g = love.graphics
    g.setColor(0.95, 0.78, 0.62) g.circle("fill", 480, 200, 110)
    g.setColor(0.12, 0.14, 0.2) g.circle("fill", 440, 175, 11) g.circle("fill", 520, 175, 11)
    g.setColor(0.45, 0.08, 0.1) g.ellipse("fill", 480, 245, 34, 3 + 30 * state.mouth)
    g.setColor(0.98, 0.95, 0.88)
    g.printf(caption, 80, 350, 800, "center")
    g.setColor(1, 0.82, 0.48)
    g.printf(line .. "_", 80, 480, 800, "center")
end

function love.textinput(text) line = line .. text end

function love.keypressed(key)
    if key == "escape" then love.event.quit() end
    if key == "backspace" then line = line:gsub("[%z\1-\127\194-\244][\128-\191]*$", "") end
    if key == "return" and line ~= "" then
        say(line)
        line = ""
    end
end

function love.quit()
    source:stop()
    free("convai_operation", turn)
    free("convai_conversation", conversation)
    free("convai_playback", playback)
    free("convai_client", client)
    if C.convai_live_objects() ~= 0 then os.exit(3) end
end
