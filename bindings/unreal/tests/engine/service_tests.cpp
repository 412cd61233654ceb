// Tests of the nodes of the service: lists, and tokens.
#include "nodes.h"

#include "ConvaiNativeBlueprintLibrary.h"
#include "ConvaiNativeCharacterActions.h"
#include "ConvaiNativeListActions.h"
#include "ConvaiNativeTokenActions.h"
#include "ConvaiNativeTurnActions.h"

namespace
{
	// Says a sentence to Pell and returns the session.
	FString SayHello(FTestGame& Game)
	{
		const auto [Response, Error, Piece, Action] = Run(Game, UConvaiNativeSayText::SayText(Game.World, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false));
		CHECK(!Error.IsError());
		return Response.SessionId;
	}
}

TEST_CASE_FIXTURE(Test, "voices are listed, and found by language and gender")
{
	FTestGame Game;
	const auto [Voices, Error] = Run(Game, UConvaiNativeListVoices::ListVoices(Game.World, Defaults));
	CHECK(!Error.IsError());
	CHECK(Voices.Voices.Num() > 2);
	CHECK(!Voices.Voices[0].Value.IsEmpty());
	CHECK(!Voices.Voices[0].Section.IsEmpty());
	const int32 All = UConvaiNativeBlueprintLibrary::FindVoices(Voices, FString(), FString()).Num();
	CHECK(All == Voices.Voices.Num());
	const TArray<FConvaiNativeListedVoice> English = UConvaiNativeBlueprintLibrary::FindVoices(Voices, Text("EN"), Text("female"));
	CHECK(English.Num() > 0);
	CHECK(English.Num() < All);
	for (const FConvaiNativeListedVoice& Voice : English)
	{
		CHECK(Plain(Voice.Gender) == "FEMALE");
		bool bEnglish = false;
		for (const FString& Code : Voice.LanguageCodes) bEnglish = bEnglish || Code.StartsWith(Text("en"));
		CHECK(bEnglish);
	}
	CHECK(UConvaiNativeBlueprintLibrary::FindVoices(Voices, Text("e"), FString()).Num() == 0); // no part of a code
}

TEST_CASE_FIXTURE(Test, "a character whose voice or language is not in a known list is refused before anything is sent")
{
	FTestGame Game;
	const auto [Voices, VoicesError] = Run(Game, UConvaiNativeListVoices::ListVoices(Game.World, Defaults));
	const auto [Languages, LanguagesError] = Run(Game, UConvaiNativeListLanguages::ListLanguages(Game.World, Defaults));
	CHECK(!LanguagesError.IsError());
	CHECK(Languages.Languages.Num() > 2);
	CHECK(!Languages.Languages[0].Code.IsEmpty());
	FConvaiNativeCharacterSpec Spec;
	Spec.Name = Text("Mira");
	Spec.Backstory = Text("Mira keeps bees.");
	Spec.VoiceType = Text("Nobody");
	Spec.KnownVoices = Voices;
	const auto [None, Refused] = Run(Game, UConvaiNativeCreateCharacter::CreateCharacter(Game.World, Spec, Defaults));
	CHECK(Refused.Group == EConvaiNativeErrorGroup::Caller);
	CHECK(Plain(Refused.Argument) == "Voice Type");
	Spec.VoiceType = Voices.Voices[0].Value;
	const auto [Made, Error] = Run(Game, UConvaiNativeCreateCharacter::CreateCharacter(Game.World, Spec, Defaults));
	CHECK(!Error.IsError());
	FConvaiNativeCharacterSpec Change;
	Change.LanguageCodes.Add(Text("tlh"));
	Change.KnownLanguages = Languages;
	const auto [RefusedLanguage] = Run(Game, UConvaiNativeUpdateCharacter::UpdateCharacter(Game.World, Made.Id, Change, Defaults));
	CHECK(Plain(RefusedLanguage.Argument) == "Language Codes[0]");
	const auto [Characters, ListError] = Run(Game, UConvaiNativeListCharacters::ListCharacters(Game.World, Defaults));
	CHECK(!ListError.IsError());
	bool bListed = false;
	for (const FConvaiNativeCharacter& Character : Characters) bListed = bListed || Character.Id == Made.Id;
	CHECK(bListed);
}

TEST_CASE_FIXTURE(Test, "a game plays with a token in place of the key, until the token is revoked")
{
	FTestGame Game;
	const auto [Token, Error] = Run(Game, UConvaiNativeTokenAction::CreateToken(Game.World, Defaults));
	CHECK(!Error.IsError());
	CHECK(!Token.Token.IsEmpty());
	CHECK(Token.bExpiryKnown);
	CHECK(Token.ExpiresAt.ToUnixTimestamp() > 1577836800); // 2020
	const auto [Extended, ExtendError] = Run(Game, UConvaiNativeTokenAction::ExtendToken(Game.World, Token.Token, Defaults));
	CHECK(!ExtendError.IsError());
	CHECK(Extended.bExpiryKnown);
	const FString Key = Text(support::client_settings().api_key.c_str());
	CHECK(!Game.Subsystem->SetAuthToken(Token.Token).IsError());
	SayHello(Game);
	CHECK(!Game.Subsystem->SetApiKey(Key).IsError());
	const auto [RevokeError] = Run(Game, UConvaiNativeRevokeToken::RevokeToken(Game.World, Token.Token, Defaults));
	CHECK(!RevokeError.IsError());
	CHECK(!Game.Subsystem->SetAuthToken(Token.Token).IsError());
	const auto [Response, Refused, Piece, Action] = Run(Game, UConvaiNativeSayText::SayText(Game.World, Game.Character->CharacterId, FString(), Text("Hello"), Defaults, false));
	CHECK(Plain(Refused.Name) == "CONVAI_ERROR_AUTHENTICATION");
	CHECK(!support::contains(Plain(Refused.Message) + Plain(Refused.ServiceMessage), Plain(Token.Token)));
	CHECK(Game.Subsystem->SetAuthToken(FString()).IsError());
}

TEST_CASE_FIXTURE(Test, "new credentials leave the session and the calls that run alone")
{
	FTestGame Game;
	Game.Character->bVoice = false;
	int Ends = 0, Failures = 0;
	const auto Done = [&](const FConvaiNativeResponse&, const FConvaiNativeError& Error) { ++Ends; Failures += Error.IsError(); };
	Game.Character->SayThen(Text("Hello"), Done);
	CHECK(Game.RunUntil([&] { return Ends == 1; }));
	const std::string Session = Plain(Game.Character->GetSessionId());
	support::fault(R"({"delay_ms":300})");
	Game.Character->SayThen(Text("And?"), Done);
	CHECK(!Game.Subsystem->SetApiKey(Text(support::client_settings().api_key.c_str())).IsError());
	CHECK(Game.RunUntil([&] { return Ends == 2; }));
	CHECK(Failures == 0);
	CHECK(Plain(Game.Character->GetSessionId()) == Session);
}

TEST_CASE_FIXTURE(Test, "a node of the service reports its failure, and a cancelled one is silent")
{
	support::fault(R"({"status":503,"count":1})");
	FTestGame Game;
	const auto [Voices, Error] = Run(Game, UConvaiNativeListVoices::ListVoices(Game.World, Defaults));
	CHECK(Plain(Error.Name) == "CONVAI_ERROR_SERVER");
	CHECK(Voices.Voices.Num() == 0);
	UConvaiNativeListVoices* Node = UConvaiNativeListVoices::ListVoices(Game.World, Defaults);
	int Fired = 0;
	Node->OnSuccess.StubHandlers.push_back([&](const FConvaiNativeVoiceList&, const FConvaiNativeError&) { ++Fired; });
	Node->OnFailure.StubHandlers.push_back([&](const FConvaiNativeVoiceList&, const FConvaiNativeError&) { ++Fired; });
	Node->Activate();
	Node->Cancel();
	Game.Frames(20);
	CHECK(Fired == 0);
}
