#include "ConvaiNativeCharacterActions.h"

#include "ConvaiNativeCalls.h"

using ConvaiNativeCalls::CallOf;
using ConvaiNativeCalls::StartOf;
using ConvaiNativeConvert::ToUtf8;

UConvaiNativeCreateCharacter* UConvaiNativeCreateCharacter::CreateCharacter(UObject* WorldContextObject, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeCreateCharacter>(WorldContextObject, Options, StartOf<convai_character>([Spec](auto* Client, auto* CallOptions, auto** Error)
	{
		return convai_character_create_async(Client, FConvaiNativeSpecUtf8(Spec).Get(), CallOptions, Error);
	}));
}

UConvaiNativeUpdateCharacter* UConvaiNativeUpdateCharacter::UpdateCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeUpdateCharacter>(WorldContextObject, Options, StartOf<convai_result>([Id = ToUtf8(CharacterId), Spec](auto* Client, auto* CallOptions, auto** Error)
	{
		return convai_character_update_async(Client, Id.c_str(), FConvaiNativeSpecUtf8(Spec).Get(), CallOptions, Error);
	}));
}

UConvaiNativeGetCharacter* UConvaiNativeGetCharacter::GetCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeGetCharacter>(WorldContextObject, Options, CallOf<convai_character>(convai_character_get_async, ToUtf8(CharacterId)));
}

UConvaiNativeFindCharacter* UConvaiNativeFindCharacter::FindCharacter(UObject* WorldContextObject, const FString& CharacterName, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeFindCharacter>(WorldContextObject, Options, CallOf<convai_character>(convai_character_find_async, ToUtf8(CharacterName)));
}

UConvaiNativeCloneCharacter* UConvaiNativeCloneCharacter::CloneCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options, bool bWithKnowledgeBank)
{
	const int32 WithKnowledgeBank = bWithKnowledgeBank ? 1 : 0;
	return Make<UConvaiNativeCloneCharacter>(WorldContextObject, Options, CallOf<convai_character>(convai_character_clone_async, ToUtf8(CharacterId), WithKnowledgeBank));
}

UConvaiNativeDeleteCharacter* UConvaiNativeDeleteCharacter::DeleteCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	return Make<UConvaiNativeDeleteCharacter>(WorldContextObject, Options, CallOf<convai_result>(convai_character_delete_async, ToUtf8(CharacterId)));
}
