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
	TArray<FConvaiNativeChatSummary> ToChats(const convai_native::Shared<convai_chats>& Chats);
	TArray<FConvaiNativeChatMessage> ToMessages(const convai_native::Shared<convai_chat>& Chat);
	FConvaiNativeUsage ToUsage(const convai_native::Shared<convai_usage>& Usage);
	TArray<FString> ToLines(const convai_native::Shared<convai_generated_text>& Text);
	FConvaiNativeResponse ToSpeech(const convai_native::Shared<convai_audio>& Audio);
	TArray<FConvaiNativeSection> ToSections(const convai_native::Shared<convai_sections>& Sections);
	TArray<FConvaiNativeTrigger> ToTriggers(const convai_native::Shared<convai_triggers>& Triggers);
	FConvaiNativeServiceReply ToServiceReply(const convai_result* Result);
}
