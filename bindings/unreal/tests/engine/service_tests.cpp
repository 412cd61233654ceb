// Tests of the nodes of the service: lists, tokens, history, generation, narrative, and every other path.
#include "nodes.h"

#include "ConvaiNativeBlueprintLibrary.h"
#include "ConvaiNativeCharacterActions.h"
#include "ConvaiNativeGenerationActions.h"
#include "ConvaiNativeHistoryActions.h"
#include "ConvaiNativeListActions.h"
#include "ConvaiNativeNarrativeActions.h"
#include "ConvaiNativeServiceActions.h"
#include "ConvaiNativeTokenActions.h"
#include "ConvaiNativeTurnActions.h"
#include "Sound/SoundWaveProcedural.h"

namespace
{
	// Says a sentence to a character and returns the session.
	FString SayHello(FTestGame& Game, const FString& CharacterId)
	{
		const auto [Response, Error, Piece, Action] = Run(Game, UConvaiNativeSayText::SayText(Game.World, CharacterId, FString(), Text("Hello"), Defaults, false));
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
	SayHello(Game, Game.Character->CharacterId);
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

TEST_CASE_FIXTURE(Test, "what was said is in the history, until it is deleted, and counts as usage")
{
	FTestGame Game;
	const FString Character = Game.Character->CharacterId;
	SayHello(Game, Character);
	const FString Session = SayHello(Game, Character);
	const auto [Newest, LimitError] = Run(Game, UConvaiNativeListChats::ListChats(Game.World, Character, Defaults, 1));
	CHECK(!LimitError.IsError());
	CHECK(Newest.Num() == 1);
	CHECK(Newest[0].SessionId == Session);
	CHECK(!Newest[0].Date.IsEmpty());
	CHECK(!Newest[0].Time.IsEmpty());
	const auto [Chats, Error] = Run(Game, UConvaiNativeListChats::ListChats(Game.World, Character, Defaults));
	CHECK(!Error.IsError());
	CHECK(Chats.Num() == 2);
	const auto [Messages, ChatError] = Run(Game, UConvaiNativeGetChat::GetChat(Game.World, Character, Session, Defaults));
	CHECK(!ChatError.IsError());
	CHECK(Messages.Num() == 2);
	CHECK(Plain(Messages[0].Text) == "Hello");
	CHECK(Plain(Messages[0].Speaker) == "User");
	CHECK(!Messages[0].Timestamp.IsEmpty());
	CHECK(!Messages[0].bTrigger);
	CHECK(Plain(Messages[1].Speaker) == "Character");
	TArray<FString> Sessions;
	Sessions.Add(Session);
	const auto [DeleteError] = Run(Game, UConvaiNativeDeleteChats::DeleteChats(Game.World, Character, Sessions, Defaults));
	CHECK(!DeleteError.IsError());
	const auto [Rest, RestError] = Run(Game, UConvaiNativeListChats::ListChats(Game.World, Character, Defaults));
	CHECK(!RestError.IsError());
	CHECK(Rest.Num() == 1);
	CHECK(Plain(Rest[0].SessionId) != Plain(Session));
	const auto [Usage, UsageError] = Run(Game, UConvaiNativeGetUsage::GetUsage(Game.World, Defaults));
	CHECK(!UsageError.IsError());
	CHECK(Usage.Metrics.Num() > 0);
	bool bInteractions = false;
	for (const FConvaiNativeUsageMetric& Metric : Usage.Metrics) bInteractions = bInteractions || (Plain(Metric.Id) == "interactions" && Metric.Used == 2.0 && Metric.Limit > 2.0);
	CHECK(bInteractions);
}

TEST_CASE_FIXTURE(Test, "starter lines and a backstory are generated")
{
	FTestGame Game;
	const auto [Text1, Lines, Error] = Run(Game, UConvaiNativeGenerateText::GenerateStarters(Game.World, Game.Character->CharacterId, FString(), Defaults));
	CHECK(!Error.IsError());
	CHECK(Lines.Num() > 1);
	const auto [Story, StoryLines, StoryError] = Run(Game, UConvaiNativeGenerateText::GenerateBackstory(Game.World, Text("Mira"), Text("keeps bees"), Defaults));
	CHECK(!StoryError.IsError());
	CHECK_CONTAINS(Plain(Story), "Mira");
}

TEST_CASE_FIXTURE(Test, "generated speech is a voice that a sound, a file and a character take")
{
	FTestGame Game;
	const auto [Speech, Error] = Run(Game, UConvaiNativeGenerateSpeech::GenerateSpeech(Game.World, Text("Halt! Who goes there?"), Text("US MALE 1"), Defaults));
	CHECK(!Error.IsError());
	CHECK(Speech.VoiceSeconds > 0.1f);
	CHECK(UConvaiNativeBlueprintLibrary::GetSamples(Speech).Num() > 0);
	CHECK(UConvaiNativeBlueprintLibrary::GetWav(Speech).Num() > 44);
	const USoundWave* Sound = UConvaiNativeBlueprintLibrary::MakeSoundWave(Speech);
	CHECK(Sound != nullptr);
	CHECK(Sound->Duration == Speech.VoiceSeconds);
	CHECK(!Game.Character->PlayResponse(Speech).IsError());
	CHECK(Game.RunUntil([&] { return Game.Finished(); }));
	CHECK(Game.Heard() > 0u);
}

TEST_CASE_FIXTURE(Test, "the narrative of a character has sections and triggers")
{
	FTestGame Game;
	FConvaiNativeCharacterSpec Spec;
	Spec.Name = Text("Mara");
	Spec.VoiceType = Text("US FEMALE 1");
	Spec.Backstory = Text("Mara keeps the lighthouse.");
	const auto [Mara, CreateError] = Run(Game, UConvaiNativeCreateCharacter::CreateCharacter(Game.World, Spec, Defaults));
	CHECK(!CreateError.IsError());
	const FString Character = Mara.Id;
	const auto Change = [&](const char* Path, const std::string& Members)
	{
		const std::string Json = "{\"character_id\":\"" + Plain(Character) + "\"," + Members + "}";
		const auto [Reply, Error] = Run(Game, UConvaiNativeCallService::CallService(Game.World, Text(Path), Text(Json.c_str()), {}, Defaults));
		CHECK_MESSAGE(!Error.IsError(), Plain(Reply.Text));
	};
	const auto [None, NoneError] = Run(Game, UConvaiNativeGetSections::ListSections(Game.World, Character, Defaults));
	CHECK(!NoneError.IsError());
	CHECK(None.Num() == 0);
	Change("character/toggle-is-narrative-driven", R"("is_narrative_driven":true)");
	Change("character/narrative/create-section", R"("section_name":"Dusk","objective":"Light the lamps.")");
	Change("character/narrative/create-trigger", R"("trigger_name":"storm","trigger_message":"A storm comes.")");
	const auto [Sections, Error] = Run(Game, UConvaiNativeGetSections::ListSections(Game.World, Character, Defaults));
	CHECK(!Error.IsError());
	CHECK(Sections.Num() == 1);
	CHECK(!Sections[0].Id.IsEmpty());
	CHECK(Plain(Sections[0].Name) == "Dusk");
	CHECK(Plain(Sections[0].Objective) == "Light the lamps.");
	CHECK(Sections[0].Decisions.Num() == 0);
	const auto [Current, CurrentError] = Run(Game, UConvaiNativeGetSections::GetCurrentSection(Game.World, Character, SayHello(Game, Character), Defaults));
	CHECK(!CurrentError.IsError());
	CHECK(Current.Num() == 1);
	CHECK(Current[0].Id == Sections[0].Id);
	const auto [Triggers, TriggersError] = Run(Game, UConvaiNativeListTriggers::ListTriggers(Game.World, Character, Defaults));
	CHECK(!TriggersError.IsError());
	CHECK(Triggers.Num() == 1);
	CHECK(Plain(Triggers[0].Name) == "storm");
	CHECK(Plain(Triggers[0].Message) == "A storm comes.");
	CHECK(Triggers[0].DestinationSectionId.IsEmpty());
	support::fault(R"({"status":200,"json":[{"section_id":"s","decisions":[{"criteria":"It is dark.","next_section_id":"n"}]}]})");
	const auto [Decided, DecidedError] = Run(Game, UConvaiNativeGetSections::ListSections(Game.World, Character, Defaults));
	CHECK(!DecidedError.IsError());
	CHECK(Decided[0].Decisions.Num() == 1);
	CHECK(Plain(Decided[0].Decisions[0].Criteria) == "It is dark.");
	CHECK(Plain(Decided[0].Decisions[0].NextSectionId) == "n");
}

TEST_CASE_FIXTURE(Test, "any path of the service is called with JSON, a form or a file")
{
	FTestGame Game;
	const auto Call = [&](const char* Path, const char* Json, const TArray<FConvaiNativeField>& Fields, EConvaiNativeHttpMethod Method = EConvaiNativeHttpMethod::Post)
	{
		return Run(Game, UConvaiNativeCallService::CallService(Game.World, Text(Path), Text(Json), Fields, Defaults, Method));
	};
	const std::string Id = Plain(Game.Character->CharacterId);
	const auto [Reply, Error] = Call("character/get", ("{\"charID\":\"" + Id + "\"}").c_str(), {});
	CHECK(!Error.IsError());
	CHECK(Reply.HttpStatus == 200);
	CHECK_CONTAINS(Plain(Reply.ContentType), "json");
	CHECK_CONTAINS(Plain(Reply.Text), "character_name");
	CHECK(Reply.Bytes.Num() == static_cast<int32>(Plain(Reply.Text).size()));
	const auto [Languages, GetError] = Call("tts/get_available_languages", "", {}, EConvaiNativeHttpMethod::Get);
	CHECK(!GetError.IsError());
	CHECK_CONTAINS(Plain(Languages.Text), "en-US");
	TArray<FConvaiNativeField> Turn;
	for (const auto& [Name, Value] : {std::pair("charID", Id.c_str()), std::pair("sessionID", "-1"), std::pair("userText", "Hello"), std::pair("voiceResponse", "False")})
	{
		FConvaiNativeField Field;
		Field.Name = Text(Name);
		Field.Value = Text(Value);
		Turn.Add(Field);
	}
	const auto [Said, FormError] = Call("character/getResponse", "", Turn);
	CHECK(!FormError.IsError());
	CHECK_CONTAINS(support::last_turn(), "Hello");
	CHECK_CONTAINS(support::last_turn(), "application/x-www-form-urlencoded");
	FConvaiNativeCallOptions Multipart;
	Multipart.bMultipart = true;
	const auto [Again, MultipartError] = Run(Game, UConvaiNativeCallService::CallService(Game.World, Text("character/getResponse"), FString(), Turn, Multipart));
	CHECK(!MultipartError.IsError());
	CHECK_CONTAINS(support::last_turn(), "multipart/form-data");
	Turn[2].Name = Text("file");
	Turn[2].FileName = Text("audio.wav");
	Turn[2].ContentType = Text("audio/wav");
	const TArray<float> Samples = [] { TArray<float> Made; for (int Index = 0; Index < 16000; ++Index) Made.Add(0.1f); return Made; }();
	UConvaiNativeBlueprintLibrary::BuildWav(Samples, 1, 16000, Turn[2].File);
	const auto [Heard, FileError] = Call("character/getResponse", "", Turn);
	CHECK(!FileError.IsError());
	CHECK_CONTAINS(support::last_turn(), "\"seconds\":1");
}

TEST_CASE_FIXTURE(Test, "a call that the service refuses has its error and its reply, and a bad path is not sent")
{
	FTestGame Game;
	const auto [Reply, Error] = Run(Game, UConvaiNativeCallService::CallService(Game.World, Text("character/no-such-path"), Text("{}"), {}, Defaults));
	CHECK(Error.IsError());
	CHECK(Error.HttpStatus == Reply.HttpStatus);
	CHECK(Reply.HttpStatus >= 400);
	const auto [None, Refused] = Run(Game, UConvaiNativeCallService::CallService(Game.World, Text("https://example.com/"), FString(), {}, Defaults));
	CHECK(Refused.Group == EConvaiNativeErrorGroup::Caller);
	CHECK(Plain(Refused.Argument) == "Path");
	CHECK(!Refused.bRequestSent);
	const auto [Bad, BadJson] = Run(Game, UConvaiNativeCallService::CallService(Game.World, Text("character/list"), Text("{"), {}, Defaults));
	CHECK(Plain(BadJson.Argument) == "Json");
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
