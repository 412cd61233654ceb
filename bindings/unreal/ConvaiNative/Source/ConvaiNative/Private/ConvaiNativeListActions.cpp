#include "ConvaiNativeListActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::Fire;

UConvaiNativeListVoices* UConvaiNativeListVoices::ListVoices(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeListVoices>(WorldContextObject, Options, CallOf<convai_voices>(convai_voice_list_async));
}

void UConvaiNativeListVoices::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToVoices(Result.get<convai_voices>()));
}

UConvaiNativeListLanguages* UConvaiNativeListLanguages::ListLanguages(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeListLanguages>(WorldContextObject, Options, CallOf<convai_languages>(convai_language_list_async));
}

void UConvaiNativeListLanguages::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToLanguages(Result.get<convai_languages>()));
}

UConvaiNativeListCharacters* UConvaiNativeListCharacters::ListCharacters(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeListCharacters>(WorldContextObject, Options, CallOf<convai_characters>(convai_character_list_async));
}

void UConvaiNativeListCharacters::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToCharacters(Result.get<convai_characters>()));
}
