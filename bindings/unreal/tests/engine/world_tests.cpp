// Tests of what surrounds a character: several games in one editor, travel between levels, and an app in the background.
#include "nodes.h"

#include "ConvaiNativeTurnActions.h"

namespace
{
	// Counts the ends of the turns of a component.
	struct FEnds
	{
		int Responses = 0, Failures = 0;
		explicit FEnds(UConvaiNativeConversationComponent& Character)
		{
			Character.bVoice = false;
			Character.OnResponse.StubHandlers.push_back([this](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Responses; });
			Character.OnFailure.StubHandlers.push_back([this](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Failures; });
		}
	};
}

TEST_CASE_FIXTURE(Test, "each client that plays in the editor has a client of the library, and ends alone")
{
	auto First = std::make_unique<FTestGame>();
	FTestGame Second(false);
	FEnds FirstEnds(*First->Character), SecondEnds(*Second.Character);
	CHECK(First->Subsystem->GetDispatcher().operator->() != Second.Subsystem->GetDispatcher().operator->());
	First->Character->Say(Text("Hello"));
	Second.Character->Say(Text("Hello"));
	CHECK(Second.RunUntil([&] { return FirstEnds.Responses == 1 && SecondEnds.Responses == 1; }));
	CHECK(Plain(First->Character->GetSessionId()) != Plain(Second.Character->GetSessionId()));
	support::fault(R"({"delay_ms":300})");
	Second.Character->Say(Text("Are you still there?"));
	First->Character->Say(Text("Are you still there?"));
	First.reset();
	CHECK(Second.RunUntil([&] { return SecondEnds.Responses + SecondEnds.Failures == 2; }));
	CHECK(SecondEnds.Failures == 0);
	CHECK(FirstEnds.Responses + FirstEnds.Failures == 1);
}

TEST_CASE_FIXTURE(Test, "travel to another level ends its turns and nodes without an event, and the session can go on")
{
	FTestGame Game;
	std::string Session;
	{
		FEnds Ends(*Game.Character);
		Game.Character->Say(Text("My name is Ana."));
		CHECK(Game.RunUntil([&] { return Ends.Responses == 1; }));
		Session = Plain(Game.Character->GetSessionId());
		support::fault(R"({"hang":true,"count":0})");
		int Fired = 0;
		Game.Character->Say(Text("Tell me everything"));
		UConvaiNativeSayText* Node = UConvaiNativeSayText::SayText(Game.Actor, Game.Character->CharacterId, FString(), Text("And you?"), Defaults, false, nullptr);
		const auto Fire = [&](const FConvaiNativeResponse&, const FConvaiNativeError&, const FConvaiNativePiece&, const FString&) { ++Fired; };
		Node->OnSuccess.StubHandlers.push_back(Fire);
		Node->OnFailure.StubHandlers.push_back(Fire);
		Node->Activate();
		Game.Frames(3);
		Game.CloseLevel(EEndPlayReason::LevelTransition);
		Game.OpenLevel();
		Game.Frames(5);
		CHECK(Ends.Responses + Ends.Failures == 1);
		CHECK(Fired == 0);
		CHECK(!Node->IsActive());
		CHECK(Game.Subsystem->IsReady()); // it belongs to the game, not to the level
		CHECK(Game.Subsystem->GetDispatcher()->pending() == 0u);
	}
	support::send("DELETE", "/_emulator/faults");
	FEnds Ends(*Game.Character);
	Game.Character->SavedSessionId = Text(Session.c_str());
	Game.Character->Say(Text("What is my name?"));
	CHECK(Game.RunUntil([&] { return Ends.Responses == 1; }));
	CHECK(Plain(Game.Character->GetSessionId()) == Session);
}

TEST_CASE_FIXTURE(Test, "a saved session that is set during a turn does not cancel the answer")
{
	FTestGame Game;
	FEnds Ends(*Game.Character);
	Game.Character->Say(Text("Hello"));
	CHECK(Game.RunUntil([&] { return Ends.Responses == 1; }));
	support::fault(R"({"delay_ms":200})");
	Game.Character->Say(Text("Wait for it."));
	Game.Character->SavedSessionId = Game.Character->GetSessionId(); // before the game is saved
	Game.Character->Say(Text("And then?"));
	CHECK(Game.RunUntil([&] { return Ends.Responses + Ends.Failures == 3; }));
	CHECK(Ends.Failures == 0);
	support::fault(R"({"delay_ms":200})");
	Game.Character->Say(Text("Wait for it again."));
	Game.Character->SavedSessionId = FString(); // another one
	Game.Character->Say(Text("And then?"));
	CHECK(Game.RunUntil([&] { return Ends.Responses + Ends.Failures == 5; }));
	CHECK(Ends.Failures == 0);
}

TEST_CASE_FIXTURE(Test, "a voice keeps its place while the app is in the background, also one that is not heard")
{
	for (const bool bVoiceLimit : {false, true})
	{
		FTestGame Game;
		Game.Device->StubVoiceLimit = bVoiceLimit;
		Game.Speak(2000);
		CHECK(Game.RunUntil([&] { return Game.Character->IsSpeaking(); }));
		const float Before = Game.Character->GetVoiceState().PlayedSeconds;
		FPlatformTime::StubSeconds += 600.0; // neither frames nor an audio thread
		Game.Frames(2);
		CHECK(Game.Character->GetVoiceState().PlayedSeconds - Before < 0.5f);
		CHECK(Game.Character->IsSpeaking());
		CHECK(Game.RunUntil([&] { return Game.Finished(); }));
		if (!bVoiceLimit) CHECK(Game.Heard() > 48u * 2000u - 2000u);
	}
}

TEST_CASE_FIXTURE(Test, "recordings are paused for the background, and connections are renewed after it")
{
	FTestGame Game;
	FEnds Ends(*Game.Character);
	Game.Character->Say(Text("Hello"));
	CHECK(Game.RunUntil([&] { return Ends.Responses == 1; }));
	CHECK(!Game.Character->BeginUtterance(1, 16000).IsError());
	TArray<float> Samples;
	Samples.SetNumUninitialized(1600);
	CHECK(Game.Character->PushSamples(Samples));
	Game.Character->ClearUtterance();
	CHECK(Game.Character->GetUtteranceSeconds() == 0.0f);
	Game.Character->PauseVoice(true);
	Game.Subsystem->ResetConnections();
	Game.Character->PauseVoice(false);
	Game.Character->Say(Text("Hello again"));
	CHECK(Game.RunUntil([&] { return Ends.Responses == 2; }));
}
