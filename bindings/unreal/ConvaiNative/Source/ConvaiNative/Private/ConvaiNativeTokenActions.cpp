#include "ConvaiNativeTokenActions.h"

#include "ConvaiNativeCalls.h"
#include "ConvaiNativeReplies.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::Fire;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeTokenAction* UConvaiNativeTokenAction::CreateToken(UObject* WorldContextObject, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeTokenAction>(WorldContextObject, Options, CallOf<convai_token>(convai_token_create_async));
}

UConvaiNativeTokenAction* UConvaiNativeTokenAction::ExtendToken(UObject* WorldContextObject, const FString& AuthToken, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeTokenAction>(WorldContextObject, Options, CallOf<convai_token>(convai_token_extend_async, ToUtf8(AuthToken)));
}

void UConvaiNativeTokenAction::Broadcast(convai_native::CallResult&& Result)
{
	Fire(*this, Result, ConvaiNativeReplies::ToToken(Result.get<convai_token>()));
}

UConvaiNativeRevokeToken* UConvaiNativeRevokeToken::RevokeToken(UObject* WorldContextObject, const FString& AuthToken, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeRevokeToken>(WorldContextObject, Options, CallOf<convai_result>(convai_token_revoke_async, ToUtf8(AuthToken)));
}
