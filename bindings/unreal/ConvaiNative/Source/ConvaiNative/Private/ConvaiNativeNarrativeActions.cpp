#include "ConvaiNativeNarrativeActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::Fire;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeGetSections* UConvaiNativeGetSections::ListSections(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGetSections>(WorldContextObject, Options, CallOf<convai_sections>(convai_section_list_async, ToUtf8(CharacterId)));
}

UConvaiNativeGetSections* UConvaiNativeGetSections::GetCurrentSection(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGetSections>(WorldContextObject, Options, CallOf<convai_sections>(convai_section_current_async, ToUtf8(CharacterId), ToUtf8(SessionId)));
}

void UConvaiNativeGetSections::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToSections(Result.get<convai_sections>()));
}

UConvaiNativeListTriggers* UConvaiNativeListTriggers::ListTriggers(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeListTriggers>(WorldContextObject, Options, CallOf<convai_triggers>(convai_trigger_list_async, ToUtf8(CharacterId)));
}

void UConvaiNativeListTriggers::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToTriggers(Result.get<convai_triggers>()));
}
