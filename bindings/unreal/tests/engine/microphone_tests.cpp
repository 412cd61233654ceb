// Tests of how a conversation component listens, on the stand-ins of the engine.
#include "game.h"

#include <atomic>

namespace
{
	struct FPlayer
	{
		FTestGame Game;
		FConvaiNativeListenOptions Options;
		FConvaiNativeMicrophoneInput Input;
		std::vector<std::string> Errors;
		int Responses = 0;

		explicit FPlayer(EConvaiNativeListening Trigger)
		{
			Options.Trigger = Trigger;
			Options.SampleRate = 16000;
			Input = Game.Character->GetMicrophoneInput();
			Game.Character->bVoice = false;
			Game.Character->OnPlayerSpeechStarted.StubHandlers.push_back([this] { Game.Events.push_back("player started"); });
			Game.Character->OnPlayerSpeechFinished.StubHandlers.push_back([this] { Game.Events.push_back("player finished"); });
			Game.Character->OnResponse.StubHandlers.push_back([this](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Responses; });
			Game.Character->OnFailure.StubHandlers.push_back([this](const FConvaiNativeResponse&, const FConvaiNativeError& Error) { Errors.push_back(FTCHARToUTF8(*Error.Message).Get()); });
		}
		void Listen() { CHECK(!Game.Character->StartListening(Options).IsError()); }
		// The capture of the engine has a thread of its own.
		void Capture(const std::vector<float>& Samples) const
		{
			const FConvaiNativeMicrophoneInput Copy = Input;
			std::thread([&] { for (std::size_t At = 0; At + 160 <= Samples.size(); At += 160) CHECK(Copy.Push(Samples.data() + At, 160, 1, 16000)); }).join();
		}
		void Speak() const
		{
			Capture(support::spoken());
			Capture(std::vector<float>(16000));
		}
	};
}

TEST_CASE_FIXTURE(Test, "what the player says is said to the character hands-free")
{
	FPlayer Player(EConvaiNativeListening::Voice);
	Player.Listen();
	Player.Capture(std::vector<float>(16000));
	Player.Game.Frames(2);
	CHECK(Player.Game.Events.empty());
	for (int Turn = 1; Turn <= 2; ++Turn)
	{
		Player.Game.Events.clear();
		Player.Speak();
		CHECK(Player.Game.RunUntil([&] { return Player.Responses == Turn; }));
		CHECK(Player.Game.Events == std::vector<std::string>{"player started", "player finished"});
	}
	CHECK(Player.Errors.empty());
	CHECK(Player.Game.Character->StubTicks);
	Player.Game.Character->FinishUtterance();
	CHECK(Player.Game.RunUntil([&] { return !Player.Errors.empty(); }));
	CHECK_CONTAINS(Player.Errors.front(), "do not call Finish Utterance");
	Player.Game.Character->CancelUtterance();
	CHECK(Player.Game.RunUntil([&] { return !Player.Game.Character->StubTicks; }));
}

TEST_CASE_FIXTURE(Test, "a recording by the button contains the moment before it was pressed")
{
	FPlayer Player(EConvaiNativeListening::Button);
	CHECK(Player.Game.Character->StartRecording().IsError());
	Player.Options.PreRollSeconds = 0.25f;
	Player.Listen();
	Player.Capture(std::vector<float>(16000, 0.5f));
	CHECK(Player.Game.Character->GetUtteranceSeconds() == 0.0f);
	CHECK(Player.Game.Character->GetInputLevel() > 0.4f);
	CHECK(!Player.Game.Character->StartRecording().IsError());
	Player.Capture(std::vector<float>(8000, 1.0f));
	CHECK(std::fabs(Player.Game.Character->GetUtteranceSeconds() - 0.75f) < 0.01f);
	CHECK(Player.Game.Character->GetClippedSamples() == 8000);
	Player.Game.Character->FinishUtterance();
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; }));
	CHECK_CONTAINS(support::last_turn(), "\"seconds\":0.75");
}

TEST_CASE_FIXTURE(Test, "the microphone hears nothing while the character speaks through loudspeakers")
{
	FPlayer Player(EConvaiNativeListening::Voice);
	Player.Listen();
	Player.Game.Speak(1500);
	CHECK(Player.Game.RunUntil([&] { return Player.Game.Character->GetVoiceState().Phase == EConvaiNativeVoicePhase::Speaking; }));
	Player.Speak();
	Player.Game.Frames(3);
	CHECK(Player.Game.Events == std::vector<std::string>{"started"});
	CHECK(Player.Game.Character->IsSpeaking());
}

TEST_CASE_FIXTURE(Test, "with headphones the player interrupts the character by speaking")
{
	FPlayer Player(EConvaiNativeListening::Voice);
	Player.Options.bGateWhileSpeaking = false;
	Player.Options.bPlayerInterrupts = true;
	Player.Listen();
	Player.Game.Speak(20000);
	CHECK(Player.Game.RunUntil([&] { return Player.Game.Character->IsSpeaking(); }));
	Player.Speak();
	CHECK(Player.Game.RunUntil([&] { return Player.Game.Finished(); }));
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; })); // what interrupts is said, and not cancelled
	CHECK(Player.Errors.empty());
	CHECK(Player.Game.Heard() < 48u * 5000u);
}

TEST_CASE_FIXTURE(Test, "the gate of the microphone can be closed by the game")
{
	FPlayer Player(EConvaiNativeListening::Voice);
	Player.Listen();
	Player.Game.Character->SetMicrophoneGate(true);
	Player.Speak();
	Player.Game.Frames(2);
	CHECK(Player.Game.Events.empty());
	Player.Game.Character->SetMicrophoneGate(false);
	Player.Speak();
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; }));
}

TEST_CASE_FIXTURE(Test, "a headset that is plugged in is heard from the next frame on")
{
	FPlayer Player(EConvaiNativeListening::Samples);
	Player.Listen();
	TArray<float> Stereo;
	for (int Index = 0; Index < 960; ++Index) Stereo.Add(0.5f);
	CHECK(!Player.Game.Character->PushCapturedSamples(Stereo, 2, 48000));
	Player.Game.Frame();
	CHECK(Player.Game.Character->PushCapturedSamples(Stereo, 2, 48000));
	CHECK(std::fabs(Player.Game.Character->GetUtteranceSeconds() - 0.01f) < 0.001f);
}

TEST_CASE_FIXTURE(Test, "a capture callback may outlive the component")
{
	std::atomic<bool> bStop{false};
	std::atomic<long> Pushed{0}, Refused{0};
	std::thread Callback;
	{
		FPlayer Player(EConvaiNativeListening::Voice);
		Player.Listen();
		Callback = std::thread([&, Input = Player.Input]
		{
			const std::vector<float> Samples(160);
			while (!bStop) ++(Input.Push(Samples.data(), 160, 1, 16000) ? Pushed : Refused);
		});
		CHECK(Player.Game.RunUntil([&] { return Pushed > 0; }));
		Player.Game.Actor->Destroy();
		const long Before = Refused;
		CHECK(Player.Game.RunUntil([&] { return Refused > Before; }));
	}
	const long Before = Refused;
	while (Refused == Before) std::this_thread::yield();
	bStop = true;
	Callback.join();
}

TEST_CASE_FIXTURE(Test, "a handler of On Player Speech Started may destroy the actor")
{
	FPlayer Player(EConvaiNativeListening::Voice);
	Player.Listen();
	Player.Game.Character->OnPlayerSpeechStarted.StubHandlers.push_back([&] { Player.Game.Actor->Destroy(); });
	Player.Speak();
	CHECK(Player.Game.RunUntil([&] { return Player.Game.Actor->StubDestroyed; }));
	Player.Game.Frames(5);
	CHECK(Player.Game.Events == std::vector<std::string>{"player started"});
}
