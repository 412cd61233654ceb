#include "ConvaiNativeGenerationActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::Fire;
using ConvaiNativeCalls::FOptional;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeGenerateText* UConvaiNativeGenerateText::GenerateStarters(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGenerateText>(WorldContextObject, Options, CallOf<convai_generated_text>(convai_generate_starters_async, ToUtf8(CharacterId), FOptional{ToUtf8(SessionId)}));
}

UConvaiNativeGenerateText* UConvaiNativeGenerateText::GenerateBackstory(UObject* WorldContextObject, const FString& CharacterName, const FString& Hint, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGenerateText>(WorldContextObject, Options, CallOf<convai_generated_text>(convai_generate_backstory_async, ToUtf8(CharacterName), ToUtf8(Hint)));
}

void UConvaiNativeGenerateText::Broadcast(convai_native::CallResult&& Result)
{
	const convai_native::Shared<convai_generated_text> Text = Result.get<convai_generated_text>();
	Fire(*this, Result, Text ? ConvaiNativeConvert::FromUtf8(Text->text, Text->text_len) : FString(), ConvaiNativeReplies::ToLines(Text));
}

UConvaiNativeGenerateSpeech* UConvaiNativeGenerateSpeech::GenerateSpeech(UObject* WorldContextObject, const FString& Transcript, const FString& Voice, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGenerateSpeech>(WorldContextObject, Options, CallOf<convai_audio>(convai_generate_speech_async, ToUtf8(Transcript), ToUtf8(Voice)));
}

void UConvaiNativeGenerateSpeech::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToSpeech(Result.get<convai_audio>()));
}
