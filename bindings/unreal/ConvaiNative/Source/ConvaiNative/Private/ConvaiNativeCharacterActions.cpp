#include "ConvaiNativeCharacterActions.h"

#include "ConvaiNativeConvert.h"
#include "ConvaiNativeSubsystem.h"

using ConvaiNativeConvert::ToUtf8;

UConvaiNativeCreateCharacter* UConvaiNativeCreateCharacter::CreateCharacter(UObject* WorldContextObject, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options)
{
	UConvaiNativeCreateCharacter* Action = Make<UConvaiNativeCreateCharacter>(WorldContextObject, Options);
	Action->Spec = Spec;
	return Action;
}

uint64 UConvaiNativeCreateCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_create_async(FConvaiNativeSpecUtf8(Spec).Get(), Options);
	});
}

UConvaiNativeUpdateCharacter* UConvaiNativeUpdateCharacter::UpdateCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCharacterSpec& Spec, const FConvaiNativeCallOptions& Options)
{
	UConvaiNativeUpdateCharacter* Action = Make<UConvaiNativeUpdateCharacter>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	Action->Spec = Spec;
	return Action;
}

uint64 UConvaiNativeUpdateCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_update_async(convai::CharacterId(ToUtf8(CharacterId)), FConvaiNativeSpecUtf8(Spec).Get(), Options);
	});
}

UConvaiNativeGetCharacter* UConvaiNativeGetCharacter::GetCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	UConvaiNativeGetCharacter* Action = Make<UConvaiNativeGetCharacter>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	return Action;
}

uint64 UConvaiNativeGetCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_get_async(convai::CharacterId(ToUtf8(CharacterId)), Options);
	});
}

UConvaiNativeFindCharacter* UConvaiNativeFindCharacter::FindCharacter(UObject* WorldContextObject, const FString& CharacterName, const FConvaiNativeCallOptions& Options)
{
	UConvaiNativeFindCharacter* Action = Make<UConvaiNativeFindCharacter>(WorldContextObject, Options);
	Action->CharacterName = CharacterName;
	return Action;
}

uint64 UConvaiNativeFindCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_find_async(ToUtf8(CharacterName), Options);
	});
}

UConvaiNativeCloneCharacter* UConvaiNativeCloneCharacter::CloneCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options, bool bWithKnowledgeBank)
{
	UConvaiNativeCloneCharacter* Action = Make<UConvaiNativeCloneCharacter>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	Action->bWithKnowledgeBank = bWithKnowledgeBank;
	return Action;
}

uint64 UConvaiNativeCloneCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_clone_async(convai::CharacterId(ToUtf8(CharacterId)), bWithKnowledgeBank, Options);
	});
}

UConvaiNativeDeleteCharacter* UConvaiNativeDeleteCharacter::DeleteCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiNativeCallOptions& Options)
{
	UConvaiNativeDeleteCharacter* Action = Make<UConvaiNativeDeleteCharacter>(WorldContextObject, Options);
	Action->CharacterId = CharacterId;
	return Action;
}

uint64 UConvaiNativeDeleteCharacter::Begin(UConvaiNativeSubsystem& Subsystem, convai_native::Call&& Call)
{
	return Subsystem.GetDispatcher()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.character_delete_async(convai::CharacterId(ToUtf8(CharacterId)), Options);
	});
}
