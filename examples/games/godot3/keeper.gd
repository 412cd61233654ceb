# A character that talks, in Godot 3: type a line, and hear and read the answer while it arrives.
extends Node2D

onready var character = $Character
onready var caption = $Caption
onready var line = $Line
var voice


func _ready():
	character.api_key = OS.get_environment("CONVAI_API_KEY")
	character.base_url = OS.get_environment("CONVAI_BASE_URL")
	character.character_id = OS.get_environment("CONVAI_CHARACTER_ID")
	if character.character_id == "":
		character.character_id = "lighthouse-keeper"
	$Voice.play()
	voice = $Voice.get_stream_playback()
	line.grab_focus()


func _process(_delta):
	voice.push_buffer(character.voice(voice.get_frames_available()))
	update()


func _draw():
	draw_circle(Vector2(480, 190), 120, Color8(232, 196, 158))
	draw_circle(Vector2(440, 165), 11, Color8(30, 36, 50))
	draw_circle(Vector2(520, 165), 11, Color8(30, 36, 50))
	var open = 6 + 60 * character.mouth
	draw_rect(Rect2(445, 240 - open / 2, 70, open), Color8(115, 20, 26))


func _on_line(text):
	line.clear()
	caption.text = ""
	character.say(text)


func _on_text(piece):
	caption.text += piece


func _on_failed(code, message):
	printerr("%d: %s" % [code, message])
	if caption.text == "":
		caption.text = message


func _input(event):
	if event.is_action_pressed("ui_cancel"):
		quit()


# Also in the middle of a turn. The exit code tells the tests that the library holds nothing any more.
func quit():
	set_process(false)
	hide()
	character.free()
	var unused = preload("res://convai_character.gdns").new()
	var left = unused.live_objects()
	unused.free()
	get_tree().quit(0 if left == 0 else 3)
