// Tests of characters that act: the scene of a component and of a turn, and the event and the pin for each action.
#include "nodes.h"

#include "ConvaiNativeTurnActions.h"

namespace
{
	const std::vector<std::string> JumpAndWave{"Jump", "Wave"};

	FConvaiNativeScene Yard()
	{
		FConvaiNativeScene Scene;
		for (const char* Action : {"Jump", "Wave", "Dance"}) Scene.Actions.Add(Text(Action));
		FConvaiNativeSceneObject Chair;
		Chair.Name = Text("Chair#1");
		Chair.Description = Text("A wooden chair.");
		Scene.Objects.Add(Chair);
		Scene.Characters.Add({Text("Ann"), Text("The player.")});
		return Scene;
	}

	FString Request() { return Text("Please jump and then wave."); }

	// What a character does, and when its turns end.
	std::vector<std::string> Record(FTestGame& Game, const std::function<void()>& Say)
	{
		std::vector<std::string> Events;
		UConvaiNativeConversationComponent& Character = *Game.Character;
		const auto End = [&](const FConvaiNativeResponse&, const FConvaiNativeError& Error) { Events.push_back(Error.IsError() ? "failure" : "response"); };
		Character.OnAction.StubHandlers = {[&](const FString& Action) { Events.push_back(Plain(Action)); }};
		Character.OnResponse.StubHandlers = {End};
		Character.OnFailure.StubHandlers = {End};
		Say();
		CHECK(Game.RunUntil([&] { return !Events.empty() && (Events.back() == "response" || Events.back() == "failure"); }));
		Character.OnAction.StubHandlers.clear();
		Character.OnResponse.StubHandlers.clear();
		Character.OnFailure.StubHandlers.clear();
		return Events;
	}
}

TEST_CASE_FIXTURE(Test, "a character does what the player asks, one event for each action and then the response")
{
	for (const bool bStream : {false, true})
	{
		FTestGame Game;
		Game.Character->bVoice = false;
		Game.Character->TurnOptions.bStream = bStream;
		Game.Character->Scene = Yard();
		CHECK(Record(Game, [&] { Game.Character->Say(Request()); }) == std::vector<std::string>{"Jump", "Wave", "response"});
		CHECK_CONTAINS(support::last_turn(), "Jump,Wave,Dance");
		CHECK_CONTAINS(support::last_turn(), "Chair#1");
		CHECK_CONTAINS(support::last_turn(), "Ann");
	}
}

TEST_CASE_FIXTURE(Test, "a scene counts from the next turn on, until it is updated")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	CHECK(!Game.Character->UpdateScene(Yard()).IsError());
	CHECK(Record(Game, [&] { Game.Character->Say(Request()); }).size() == 3u);
	CHECK(Record(Game, [&] { Game.Character->Say(Request()); }).size() == 3u);
	CHECK(!Game.Character->UpdateScene(FConvaiNativeScene()).IsError());
	CHECK(Record(Game, [&] { Game.Character->Say(Request()); }) == std::vector<std::string>{"response"});
	CHECK(!support::contains(support::last_turn(), "Chair#1"));
}

TEST_CASE_FIXTURE(Test, "the scene of one turn replaces that of the component for this turn")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	Game.Character->Scene = Yard();
	Game.Character->TurnOptions.TurnScene.Actions.Add(Text("Wave"));
	CHECK(Record(Game, [&] { Game.Character->Say(Request()); }) == std::vector<std::string>{"Wave", "response"});
	Game.Character->TurnOptions = FConvaiNativeCallOptions();
	CHECK(Record(Game, [&] { Game.Character->Say(Request()); }).size() == 3u);
}

TEST_CASE_FIXTURE(Test, "an invalid scene is refused before anything is sent, and its place is named")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	FConvaiNativeScene Bad = Yard();
	Bad.Objects.Add({Text("Chair#1"), Text("")});
	const FConvaiNativeError Refused = Game.Character->UpdateScene(Bad);
	CHECK(Refused.Group == EConvaiNativeErrorGroup::Caller);
	CHECK(Plain(Refused.Argument) == "Objects[1].Name");
	CHECK(Game.Character->Scene.Actions.Num() == 0); // unchanged
	Game.Character->Scene = Bad;                     // as the details panel does
	FConvaiNativeError Failed;
	Game.Character->SayThen(Request(), [&](const FConvaiNativeResponse&, const FConvaiNativeError& Error) { Failed = Error; });
	CHECK(Game.RunUntil([&] { return Failed.IsError(); }));
	CHECK(Plain(Failed.Argument) == "Objects[1].Name");
	CHECK(!Failed.bRequestSent);
	Bad.Objects = Yard().Objects;
	Bad.Characters.Add({Text("Bob"), Text("Tall; slow")});
	CHECK(Plain(Game.Character->UpdateScene(Bad).Argument) == "Characters[1].Bio");
}

TEST_CASE_FIXTURE(Test, "a handler of an action may destroy the actor")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	Game.Character->Scene = Yard();
	int Actions = 0, Ends = 0;
	Game.Character->OnAction.StubHandlers.push_back([&](const FString&) { ++Actions; Game.Actor->Destroy(); });
	Game.Character->OnResponse.StubHandlers.push_back([&](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Ends; });
	Game.Character->SayThen(Request(), [&](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Ends; });
	CHECK(Game.RunUntil([&] { return Actions != 0; }));
	Game.Frames(3);
	CHECK(Actions == 1);
	CHECK(Ends == 0);
}

TEST_CASE_FIXTURE(Test, "a node has its actions as a pin and in the response")
{
	FTestGame Game;
	FConvaiNativeCallOptions Options;
	Options.TurnScene = Yard();
	std::vector<std::string> Actions;
	UConvaiNativeSayText* Node = UConvaiNativeSayText::SayText(Game.World, Game.Character->CharacterId, FString(), Request(), Options, false);
	Node->OnAction.StubHandlers.push_back([&](const FConvaiNativeResponse&, const FConvaiNativeError&, const FConvaiNativePiece&, const FString& Action) { Actions.push_back(Plain(Action)); });
	const auto [Response, Error, Piece, Action] = Run(Game, Node);
	CHECK(!Error.IsError());
	CHECK(Actions == JumpAndWave);
	CHECK(Plain(Response.Actions) == JumpAndWave);
	CHECK_CONTAINS(Plain(Response.ActionSequence), "Jump");
}

TEST_CASE_FIXTURE(Test, "a node of a conversation has the actions, and no pin fires after it was cancelled")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	Game.Character->Scene = Yard();
	for (const bool bCancel : {false, true})
	{
		std::vector<std::string> Actions;
		int Ends = 0;
		UConvaiNativeConverse* Node = UConvaiNativeConverse::Converse(Game.Character, Request());
		Node->OnAction.StubHandlers.push_back([&](const FConvaiNativeResponse&, const FConvaiNativeError&, const FConvaiNativePiece&, const FString& Action)
		{
			Actions.push_back(Plain(Action));
			if (bCancel) Node->Cancel();
		});
		Node->OnSuccess.StubHandlers.push_back([&](const FConvaiNativeResponse&, const FConvaiNativeError&, const FConvaiNativePiece&, const FString&) { ++Ends; });
		Node->Activate();
		CHECK(Game.RunUntil([&] { return Ends == 1 || (bCancel && !Actions.empty()); }));
		Game.Frames(3);
		CHECK(Actions == (bCancel ? std::vector<std::string>{"Jump"} : JumpAndWave));
		CHECK(Ends == (bCancel ? 0 : 1));
	}
}

TEST_CASE_FIXTURE(Test, "a classification has its tag, and further fields are sent as they are")
{
	FTestGame Game;
	FConvaiNativeCallOptions Options;
	Options.TurnScene.Classification = Text("True");
	for (const char* Label : {"greeting", "question"}) Options.TurnScene.ClassLabels.Add(Text(Label));
	Options.TurnScene.Fields.Add(Text("speaker"), Text("Ann"));
	const auto [Response, Error, Piece, Action] = Run(Game, UConvaiNativeSayText::SayText(Game.World, Game.Character->CharacterId, FString(), Text("A greeting to you!"), Options, false));
	CHECK(!Error.IsError());
	CHECK(!Response.Tag.IsEmpty());
	CHECK_CONTAINS(support::last_turn(), "greeting,question");
	CHECK_CONTAINS(support::last_turn(), "speaker");
}
