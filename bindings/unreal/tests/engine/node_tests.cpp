// Tests of the nodes: what a graph that activates them sees.
#include "nodes.h"

#include "ConvaiNativeBlueprintLibrary.h"
#include "ConvaiNativeCharacterActions.h"
#include "ConvaiNativeTurnActions.h"
#include "Sound/SoundWaveProcedural.h"

TEST_CASE_FIXTURE(Test, "a character is created, changed, found, copied and deleted by nodes")
{
	FTestGame Game;
	FConvaiNativeCharacterSpec Spec;
	Spec.Name = Text("Mira");
	Spec.VoiceType = Text("US FEMALE 1");
	Spec.Backstory = Text("Mira keeps bees.");
	Spec.Actions = Text("Jump");
	const auto [Made, CreateError] = Run(Game, UConvaiNativeCreateCharacter::CreateCharacter(Game.World, Spec, Defaults));
	CHECK(!CreateError.IsError());
	FConvaiNativeCharacterSpec Change;
	Change.LanguageCodes.Add(Text("de-DE"));
	Change.LanguageCodes.Add(Text("en-US"));
	Change.bClearActions = true;
	const auto [UpdateError] = Run(Game, UConvaiNativeUpdateCharacter::UpdateCharacter(Game.World, Made.Id, Change, Defaults));
	CHECK(!UpdateError.IsError());
	CHECK_CONTAINS(support::send("GET", "/_emulator/journal/last?path=/character/update"), "de-DE");
	const auto [Read, GetError] = Run(Game, UConvaiNativeGetCharacter::GetCharacter(Game.World, Made.Id, Defaults));
	CHECK(!GetError.IsError());
	CHECK(Plain(Read.Name) == "Mira");
	CHECK(Plain(Read.LanguageCodes) == std::vector<std::string>{"de-DE", "en-US"});
	const auto [Found, FindError] = Run(Game, UConvaiNativeFindCharacter::FindCharacter(Game.World, Text("Mira"), Defaults));
	CHECK(Plain(Found.Id) == Plain(Made.Id));
	const auto [Copy, CloneError] = Run(Game, UConvaiNativeCloneCharacter::CloneCharacter(Game.World, Made.Id, Defaults, true));
	CHECK(!CloneError.IsError());
	CHECK(Plain(Copy.Id) != Plain(Made.Id));
	const auto [DeleteError] = Run(Game, UConvaiNativeDeleteCharacter::DeleteCharacter(Game.World, Copy.Id, Defaults));
	CHECK(!DeleteError.IsError());
	const auto [Gone, GoneError] = Run(Game, UConvaiNativeGetCharacter::GetCharacter(Game.World, Copy.Id, Defaults));
	CHECK(GoneError.IsError());
}

TEST_CASE_FIXTURE(Test, "text, samples and a WAV file are said by nodes, in one session, and the component speaks the answer")
{
	FTestGame Game;
	const FString Pell = Game.Character->CharacterId;
	const auto [First, FirstError, P1, A1] = Run(Game, UConvaiNativeSayText::SayText(Game.World, Pell, FString(), Text("Hello"), Defaults, true, Game.Character));
	CHECK(!FirstError.IsError());
	CHECK(First.VoiceSeconds > 0.1f);
	CHECK(UConvaiNativeBlueprintLibrary::GetSamples(First).Num() > 0);
	CHECK(UConvaiNativeBlueprintLibrary::MakeSoundWave(First)->Duration == First.VoiceSeconds);
	TArray<float> Samples;
	for (int Index = 0; Index < 8000; ++Index) Samples.Add(0.1f);
	const auto [Second, SecondError, P2, A2] = Run(Game, UConvaiNativeSaySamples::SaySamples(Game.World, Pell, First.SessionId, Samples, Defaults, 1, 16000, false));
	CHECK(!SecondError.IsError());
	CHECK(Plain(Second.SessionId) == Plain(First.SessionId));
	TArray<uint8> Wav;
	CHECK(!UConvaiNativeBlueprintLibrary::BuildWav(Samples, 1, 16000, Wav).IsError());
	const auto [Third, ThirdError, P3, A3] = Run(Game, UConvaiNativeSayWav::SayWav(Game.World, Pell, Second.SessionId, Wav, Defaults, false));
	CHECK(Plain(Third.SessionId) == Plain(First.SessionId));
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Events == std::vector<std::string>{"started", "finished"});
}

TEST_CASE_FIXTURE(Test, "the failure of a node has its pin and its cause")
{
	support::fault(R"({"status":503,"count":1})");
	FTestGame Game;
	const auto [Character, Error] = Run(Game, UConvaiNativeGetCharacter::GetCharacter(Game.World, Game.Character->CharacterId, Defaults));
	CHECK(Plain(Error.Name) == "CONVAI_ERROR_SERVER");
	CHECK(Error.bRetryable);
	const auto [None, Refused] = Run(Game, UConvaiNativeGetCharacter::GetCharacter(Game.World, FString(), Defaults));
	CHECK(Plain(Refused.Argument) == "Character Id");
	CHECK(!Refused.bRequestSent);
}

TEST_CASE_FIXTURE(Test, "no pin of a cancelled node fires")
{
	FTestGame Game;
	UConvaiNativeGetCharacter* Node = UConvaiNativeGetCharacter::GetCharacter(Game.World, Game.Character->CharacterId, Defaults);
	int Fired = 0;
	Node->OnSuccess.StubHandlers.push_back([&](const FConvaiNativeCharacter&, const FConvaiNativeError&) { ++Fired; });
	Node->OnFailure.StubHandlers.push_back([&](const FConvaiNativeCharacter&, const FConvaiNativeError&) { ++Fired; });
	Node->Activate();
	Node->Cancel();
	Game.Frames(20);
	CHECK(Fired == 0);
}

TEST_CASE_FIXTURE(Test, "a node of a conversation ends with the turn of the component")
{
	FTestGame Game;
	const auto [Response, Error, Piece, Action] = Run(Game, UConvaiNativeConverse::Converse(Game.Character, Text("Hello")));
	CHECK(!Error.IsError());
	CHECK(Plain(Response.SessionId) == Plain(Game.Character->GetSessionId()));
}
