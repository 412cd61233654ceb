#include "ConvaiNativeHistoryActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::Fire;
using ConvaiNativeCalls::StartOf;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeListChats* UConvaiNativeListChats::ListChats(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options, int32 Limit)
{
	return Make<UConvaiNativeListChats>(WorldContextObject, Options, CallOf<convai_chats>(convai_chat_list_async, ToUtf8(CharacterId), Limit));
}

void UConvaiNativeListChats::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToChats(Result.get<convai_chats>()));
}

UConvaiNativeGetChat* UConvaiNativeGetChat::GetChat(UObject* WorldContextObject, const FString& CharacterId, const FString& SessionId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGetChat>(WorldContextObject, Options, CallOf<convai_chat>(convai_chat_get_async, ToUtf8(CharacterId), ToUtf8(SessionId)));
}

void UConvaiNativeGetChat::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToMessages(Result.get<convai_chat>()));
}

UConvaiNativeDeleteChats* UConvaiNativeDeleteChats::DeleteChats(UObject* WorldContextObject, const FString& CharacterId, const TArray<FString>& SessionIds, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeDeleteChats>(WorldContextObject, Options, StartOf<convai_result>([Id = ToUtf8(CharacterId), Sessions = ConvaiNativeConvert::ToUtf8(SessionIds)](auto* Client, auto* CallOptions, auto** Error)
	{
		const std::vector<const char*> Pointers = convai_native::c_strings(Sessions);
		return convai_chat_delete_async(Client, Id.c_str(), Pointers.data(), static_cast<uint32>(Pointers.size()), CallOptions, Error);
	}));
}

UConvaiNativeGetUsage* UConvaiNativeGetUsage::GetUsage(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGetUsage>(WorldContextObject, Options, CallOf<convai_usage>(convai_usage_get_async));
}

void UConvaiNativeGetUsage::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToUsage(Result.get<convai_usage>()));
}
