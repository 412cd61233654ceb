function love.conf(t)
    t.identity = "convai-keeper"
    t.window.title = "Keeper (LÖVE)"
    t.window.width, t.window.height = 960, 540
    t.modules.joystick, t.modules.physics = false, false
end
