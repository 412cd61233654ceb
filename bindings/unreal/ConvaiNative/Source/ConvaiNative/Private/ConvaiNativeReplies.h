// Converts the results of the library to those that Blueprint sees. Each function returns an empty result for null.

#pragma once

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeServiceTypes.h"

namespace ConvaiNativeReplies
{
	FConvaiNativeVoiceList ToVoices(const convai_native::Shared<convai_voices>& Voices);
	FConvaiNativeLanguageList ToLanguages(const convai_native::Shared<convai_languages>& Languages);
	TArray<FConvaiNativeCharacter> ToCharacters(const convai_native::Shared<convai_characters>& Characters);
	FConvaiNativeToken ToToken(const convai_native::Shared<convai_token>& Token);
}
