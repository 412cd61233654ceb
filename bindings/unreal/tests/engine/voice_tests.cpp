// Tests of the voice of a character, on the stand-ins of the engine.
#include "game.h"

TEST_CASE_FIXTURE(Test, "a turn is spoken, from its first sample to its last")
{
	FTestGame Game;
	FConvaiNativeResponse Response;
	Game.Character->SayThen(FString(TEXT("Hello")), [&](const FConvaiNativeResponse& Arrived, const FConvaiNativeError&) { Response = Arrived; });
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Events == std::vector<std::string>{"started", "finished"});
	CHECK(!Game.Character->IsSpeaking());
	CHECK(Response.VoiceSeconds > 0.1f);
	const float Seconds = Game.Character->GetVoiceState().PlayedSeconds;
	CHECK(std::fabs(Seconds - Response.VoiceSeconds) < 0.01f);
	CHECK(!Game.Character->StubTicks); // nothing is left to do
	CHECK(!Game.Speaker()->IsPlaying());
}

TEST_CASE_FIXTURE(Test, "the end of a voice is not cut off by what the engine has fetched and not played")
{
	FTestGame Game;
	Game.Speak(300);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Heard() > 48u * 300u - 200u);
}

TEST_CASE_FIXTURE(Test, "a voice is read on the audio thread alone, and not one sample more than the engine asks for")
{
	FTestGame Game;
	Game.Speak(300);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(!Game.Device->StubReadOn.empty());
	for (const std::thread::id Each : Game.Device->StubReadOn) CHECK(Each == Game.Device->StubRenderThread());
}

TEST_CASE_FIXTURE(Test, "a voice ends without an audio device, as on a dedicated server")
{
	FTestGame Game(false);
	Game.Speak(200);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Events == std::vector<std::string>{"started", "finished"});
	CHECK(Game.Speaker() == nullptr);
	CHECK(Game.Mouths.size() > 1u);
}

TEST_CASE_FIXTURE(Test, "a voice ends that the engine does not read, because too many sounds play")
{
	FTestGame Game;
	Game.Device->StubVoiceLimit = true;
	Game.Speak(500);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Events == std::vector<std::string>{"started", "finished"});
	CHECK(Game.Heard() == 0u);
	CHECK(Game.Device->StubReadOn.empty());
}

TEST_CASE_FIXTURE(Test, "a voice that was out of earshot does not continue when the player comes back")
{
	for (const bool bVoiceLimit : {false, true})
	{
		FTestGame Game;
		Game.Device->StubDistance = 20000.0f;
		Game.Device->StubVoiceLimit = bVoiceLimit;
		Game.Speak(500);
		CHECK(Game.RunUntil([&] { return Game.Finished(); }));
		Game.Device->StubDistance = 0.0f;
		Game.Device->StubVoiceLimit = false;
		Game.Frames(20);
		CHECK(Game.Heard() == 0u);
		// The next one is heard.
		Game.Speak(200);
		CHECK(Game.RunUntil([&] { return Game.Events.size() == 4; }));
		CHECK(Game.Heard() > 9000u);
	}
}

TEST_CASE_FIXTURE(Test, "a player who comes back into earshot hears the rest at once")
{
	FTestGame Game;
	Game.Device->StubDistance = 20000.0f;
	Game.Speak(2000);
	Game.Frames(30);
	CHECK(Game.Heard() == 0u);
	CHECK(Game.Character->IsSpeaking());
	Game.Device->StubDistance = 0.0f;
	Game.Frames(5);
	CHECK(Game.Heard() > 3u * 1024u);
	CHECK(Game.Character->GetVoiceState().PlayedSeconds > 0.5f);
}

TEST_CASE_FIXTURE(Test, "a voice that the engine stopped is played again, at the place where it would be")
{
	FTestGame Game;
	Game.Speak(3000);
	CHECK(Game.RunUntil([&] { return !Game.Events.empty(); }));
	Game.Speaker()->Stop();
	CHECK(Game.RunUntil([&] { return Game.Speaker()->IsPlaying(); }));
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Heard() < 48u * 2500u);
	CHECK(Game.Heard() > 48u * 1000u);
}

TEST_CASE_FIXTURE(Test, "a handler of On Speech Started may interrupt")
{
	FTestGame Game;
	Game.Character->OnSpeechStarted.StubHandlers.push_back([&] { Game.Character->Interrupt(); });
	Game.Speak(1000);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Events == std::vector<std::string>{"started", "finished"});
	CHECK(Game.Heard() < 48u * 300u);
}

TEST_CASE_FIXTURE(Test, "a handler of any event may destroy the actor")
{
	for (const char* Event : {"started", "level", "last level", "finished"})
	{
		FTestGame Game;
		const auto Destroy = [&, Event](const char* Fired) { if (std::string(Fired) == Event) Game.Actor->Destroy(); };
		Game.Character->OnSpeechStarted.StubHandlers.push_back([=] { Destroy("started"); });
		Game.Character->OnSpeechLevel.StubHandlers.push_back([=](float Level, float) { Destroy("level"); if (Level == 0.0f) Destroy("last level"); });
		Game.Character->OnSpeechFinished.StubHandlers.push_back([=] { Destroy("finished"); });
		Game.Speak(200);
		CHECK(Game.RunUntil([&] { return Game.Actor->StubDestroyed; }));
		CHECK(Game.Finished() == (std::string(Event) == "finished"));
		const std::size_t Events = Game.Events.size();
		Game.Frames(20);
		CHECK(Game.Events.size() == Events);
		CHECK(!Game.Character->IsSpeaking());
		CHECK(!Game.Character->StubTicks);
	}
}

TEST_CASE_FIXTURE(Test, "the voice has an audio component of its own, attenuated and attached to the actor")
{
	FTestGame Game;
	UAudioComponent* Loop = Game.AddAudioComponent();
	USoundWave* Ambience = NewObject<USoundWave>();
	Loop->SetSound(Ambience);
	Game.Speak(200);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Loop->Sound == Ambience);
	UAudioComponent* Speaker = Game.Speaker();
	CHECK(Speaker != Loop);
	CHECK(Speaker->StubRegistered);
	CHECK(Speaker->StubParent == Game.Actor->StubRoot);
	CHECK(static_cast<bool>(Speaker->bAllowSpatialization));
	CHECK(Speaker->StubVolumeAt(0.0f) == 1.0f);
	CHECK(Speaker->StubVolumeAt(2000.0f) < 0.8f);
	CHECK(Speaker->StubVolumeAt(20000.0f) == 0.0f);
	// The next voice uses the same component, and the end of the character is its end.
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Events.size() == 4; }));
	CHECK(Game.Speaker() == Speaker);
	Game.Character->DestroyComponent();
	CHECK(Speaker->StubDestroyed);
}

TEST_CASE_FIXTURE(Test, "a designer chooses the attenuation")
{
	FTestGame Game;
	USoundAttenuation* Near = NewObject<USoundAttenuation>();
	Near->Attenuation.FalloffDistance = 100.0f;
	Game.Character->Attenuation = Near;
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Speaker()->StubVolumeAt(600.0f) == 0.0f);
}

TEST_CASE_FIXTURE(Test, "a designer chooses an audio component, which keeps its settings and outlives the character")
{
	FTestGame Game;
	UAudioComponent* Chosen = Game.AddAudioComponent();
	Game.Character->Speaker.OverrideComponent = Chosen;
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Speaker() == Chosen);
	CHECK(!Chosen->AttenuationSettings);
	CHECK(!Chosen->bOverrideAttenuation);
	Game.Character->DestroyComponent();
	CHECK(!Chosen->StubDestroyed);
}

TEST_CASE_FIXTURE(Test, "an empty reference does not mean the root component of the actor")
{
	FTestGame Game;
	UAudioComponent* Ambience = Game.AddAudioComponent();
	Game.Actor->StubRoot = Ambience;
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Speaker() != Ambience);
	CHECK(!Ambience->Sound);
	Game.Character->Speaker.ComponentProperty = FName("NoSuchComponent"); // a name that leads nowhere
	Game.Speak(100);
	CHECK(Game.RunUntil([&] { return Game.Events.size() == 4; }));
	CHECK(!Ambience->Sound);
}

TEST_CASE_FIXTURE(Test, "the voice pauses with the game, and its time does too")
{
	FTestGame Game;
	Game.Speak(500);
	CHECK(Game.RunUntil([&] { return !Game.Events.empty(); }));
	Game.World->StubPaused = true;
	Game.Frames(2);
	const float Played = Game.Character->GetVoiceState().PlayedSeconds;
	Game.Frames(40);
	CHECK(Game.Character->GetVoiceState().PlayedSeconds == Played);
	CHECK(Game.Character->GetVoiceState().bPaused);
	CHECK(!Game.Finished());
	Game.World->StubPaused = false;
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Heard() > 48u * 500u - 2000u);
}

TEST_CASE_FIXTURE(Test, "Pause Voice and the volume change what is heard and not how the mouth moves")
{
	FTestGame Game;
	CHECK(!Game.Character->SetVoiceVolume(0.5f).IsError());
	CHECK(Game.Character->SetVoiceVolume(100.0f).IsError());
	Game.Speak(500);
	CHECK(Game.RunUntil([&] { return Game.Mouths.size() > 12; }));
	Game.Character->PauseVoice(true);
	Game.Frames(10);
	CHECK(Game.Character->GetVoiceState().bPaused);
	CHECK(Game.Character->IsSpeaking());
	Game.Character->PauseVoice(false);
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	const std::vector<int16>& Heard = Game.Device->StubHeard;
	const auto First = std::find_if(Heard.begin(), Heard.end(), [](int16 Sample) { return Sample != 0; });
	const int16 Loudest = *std::max_element(First + 1024, Heard.end()); // the volume has changed by then
	CHECK(std::abs(Loudest - 8192) < 200);
	CHECK(*std::max_element(Game.Mouths.begin(), Game.Mouths.end()) > 0.5f);
	CHECK(Game.Mouths.back() == 0.0f); // the mouth is closed at the end
}

TEST_CASE_FIXTURE(Test, "an interruption fades out, and cancels the turns")
{
	FTestGame Game;
	std::vector<std::string> Errors;
	Game.Character->OnFailure.StubHandlers.push_back([&](const FConvaiNativeResponse&, const FConvaiNativeError& Error) { Errors.push_back(FTCHARToUTF8(*Error.Name).Get()); });
	Game.Speak(2000);
	CHECK(Game.RunUntil([&] { return Game.Character->IsSpeaking(); }));
	support::fault(R"({"hang":true})");
	Game.Character->Say(FString(TEXT("Tell me everything")));
	Game.Frames(5);
	const std::size_t Before = Game.Heard();
	Game.Character->Interrupt(0.1f);
	CHECK(Game.RunUntil([&] { return Game.Finished() && !Errors.empty(); }));
	CHECK(Errors == std::vector<std::string>{"CONVAI_ERROR_CANCELLED"});
	CHECK(Game.Heard() - Before > 48u * 80u);
	CHECK(Game.Heard() - Before < 48u * 300u);
}

TEST_CASE_FIXTURE(Test, "more samples than Max Voice Seconds are refused")
{
	FTestGame Game;
	Game.Character->MaxVoiceSeconds = 1.0f;
	CHECK(!Game.Speak(900).IsError());
	CHECK(std::string(FTCHARToUTF8(*Game.Speak(200).Name).Get()) == "CONVAI_ERROR_QUEUE_FULL");
	CHECK(!Game.Speak(200, true).IsError());
}

TEST_CASE_FIXTURE(Test, "a new turn waits for the voice, or silences it")
{
	for (const EConvaiNativeNewTurn NewTurn : {EConvaiNativeNewTurn::Queue, EConvaiNativeNewTurn::Interrupt})
	{
		FTestGame Game;
		Game.Character->NewTurn = NewTurn;
		Game.Speak(1500);
		CHECK(Game.RunUntil([&] { return Game.Character->IsSpeaking(); }));
		support::fault(R"({"hang":true})");
		Game.Character->Say(FString(TEXT("And you?")));
		Game.Frames(10);
		CHECK(Game.Character->IsSpeaking() == (NewTurn == EConvaiNativeNewTurn::Queue));
		support::send("DELETE", "/_emulator/faults");
	}
}

TEST_CASE_FIXTURE(Test, "the answer of a single turn is spoken by a character")
{
	FTestGame Game;
	FConvaiNativeResponse Response;
	CHECK(!Game.Character->PlayResponse(Response).IsError()); // without a voice
	Game.Character->bVoice = true;
	Game.Character->SayThen(FString(TEXT("Hello")), [&](const FConvaiNativeResponse& Arrived, const FConvaiNativeError&) { Response = Arrived; });
	CHECK(Game.RunUntil([&] { return Response.Voice.IsValid(); }));
	Game.Character->StopVoice();
	CHECK(Game.RunUntil([&] { return !Game.Character->StubTicks; }));
	const float Before = Game.Character->GetVoiceState().PlayedSeconds;
	CHECK(!Game.Character->PlayResponse(Response, true).IsError());
	Game.Events.clear();
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(std::fabs(Game.Character->GetVoiceState().PlayedSeconds - Before - Response.VoiceSeconds) < 0.02f);
}

TEST_CASE_FIXTURE(Test, "a single turn is spoken by a character while it arrives")
{
	support::settings(R"({"stream_pace":0})");
	support::fault(R"({"stream":"stall","pieces":40})");
	FTestGame Game;
	const TSharedPtr<convai_native::Dispatcher> Dispatcher = UConvaiNativeSubsystem::Get(Game.Actor)->GetDispatcher();
	const auto Ask = [&]
	{
		return Dispatcher->begin(convai_native::Call(), [](const convai::Client& Client, const convai::CallOptions& Options)
		{
			return Client.get_response_text_async(convai::CharacterId(support::pell), convai::new_session, "Who are you?", convai::Flags::voice | convai::Flags::stream, Options);
		});
	};
	const uint64 Turn = Ask();
	CHECK(!Game.Character->PlayTurn(Turn).IsError());
	CHECK(Game.RunUntil([&] { return Game.Character->GetVoiceState().HeardSeconds > 0.1f; }));
	CHECK(Game.Character->GetVoiceState().Turn == static_cast<int64>(Turn));
	CHECK(Dispatcher->progress(Turn).has_value()); // it has not ended
	CHECK(Dispatcher->cancel(Turn));
	CHECK(Game.RunUntil([&] { return Game.Finished() && !Game.Character->StubTicks; }));
	support::send("DELETE", "/_emulator/faults");
	CHECK(!Game.Character->PlayTurn(Ask(), true).IsError());
	CHECK(!Game.Character->PlayTurn(999).IsError()); // a turn that has ended
	CHECK(Game.RunUntil([&] { return Game.Events.size() == 4; }));
}

TEST_CASE_FIXTURE(Test, "a streamed turn is heard before it has ended, with its pieces in time")
{
	support::settings(R"({"stream_pace":0})");
	support::fault(R"({"stream":"stall","pieces":40})");
	FTestGame Game;
	Game.Character->TurnOptions.bStream = true;
	std::vector<FConvaiNativePiece> Pieces;
	Game.Character->OnPiece.StubHandlers.push_back([&](const FConvaiNativePiece& Piece) { Pieces.push_back(Piece); });
	const uint64 Turn = Game.Character->SayThen(FString(TEXT("Who are you?")), nullptr);
	CHECK(Game.RunUntil([&] { return Game.Character->GetVoiceState().HeardSeconds > 0.1f; }));
	CHECK(Game.Events == std::vector<std::string>{"started"});
	CHECK(Pieces.size() > 1u);
	for (const FConvaiNativePiece& Piece : Pieces) CHECK(Piece.Turn == static_cast<int64>(Turn));
	CHECK(Game.Character->GetVoiceState().Turn == static_cast<int64>(Turn));
	CHECK(Pieces.front().StartSeconds == 0.0f);
}

TEST_CASE_FIXTURE(Test, "an answer that was not delivered before an interruption comes once, marked, and is not heard")
{
	FTestGame Game;
	int Responses = 0;
	bool bInterrupted = false;
	Game.Character->OnResponse.StubHandlers.push_back([&](const FConvaiNativeResponse& Response, const FConvaiNativeError&) { ++Responses; bInterrupted = Response.bInterrupted; });
	Game.Character->Say(FString(TEXT("Hello")));
	while (Game.Character->GetProgress().State != EConvaiNativeCallState::Done) std::this_thread::sleep_for(std::chrono::milliseconds(2));
	Game.Character->Interrupt();
	Game.Frames(30);
	CHECK(Responses == 1);
	CHECK(bInterrupted);
	CHECK(Game.Events.empty());
}

TEST_CASE_FIXTURE(Test, "a game may end while a character speaks")
{
	for (const bool bWithDevice : {true, false})
	{
		FTestGame Game(bWithDevice);
		Game.Speak(1000);
		Game.Character->Say(FString(TEXT("Hello")));
		CHECK(Game.RunUntil([&] { return Game.Character->IsSpeaking(); }));
	}
}
