#include "ConvaiCharacterActions.h"

#include "ConvaiConvert.h"
#include "ConvaiSubsystem.h"

using ConvaiConvert::ToUtf8;

UConvaiCreateCharacter* UConvaiCreateCharacter::CreateCharacter(UObject* WorldContextObject, const FConvaiCharacterSpec& Spec, float TimeoutSeconds)
{
	UConvaiCreateCharacter* Action = Make<UConvaiCreateCharacter>(WorldContextObject, TimeoutSeconds);
	Action->Spec = Spec;
	return Action;
}

uint64 UConvaiCreateCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_create(FConvaiSpecUtf8(Spec).Get(), Options);
	});
}

UConvaiUpdateCharacter* UConvaiUpdateCharacter::UpdateCharacter(UObject* WorldContextObject, const FString& CharacterId, const FConvaiCharacterSpec& Spec, float TimeoutSeconds)
{
	UConvaiUpdateCharacter* Action = Make<UConvaiUpdateCharacter>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	Action->Spec = Spec;
	return Action;
}

uint64 UConvaiUpdateCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_update(ToUtf8(CharacterId), FConvaiSpecUtf8(Spec).Get(), Options);
	});
}

UConvaiGetCharacter* UConvaiGetCharacter::GetCharacter(UObject* WorldContextObject, const FString& CharacterId, float TimeoutSeconds)
{
	UConvaiGetCharacter* Action = Make<UConvaiGetCharacter>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	return Action;
}

uint64 UConvaiGetCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_get(ToUtf8(CharacterId), Options);
	});
}

UConvaiFindCharacter* UConvaiFindCharacter::FindCharacter(UObject* WorldContextObject, const FString& CharacterName, float TimeoutSeconds)
{
	UConvaiFindCharacter* Action = Make<UConvaiFindCharacter>(WorldContextObject, TimeoutSeconds);
	Action->CharacterName = CharacterName;
	return Action;
}

uint64 UConvaiFindCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_find(ToUtf8(CharacterName), Options);
	});
}

UConvaiCloneCharacter* UConvaiCloneCharacter::CloneCharacter(UObject* WorldContextObject, const FString& CharacterId, bool bWithKnowledgeBank, float TimeoutSeconds)
{
	UConvaiCloneCharacter* Action = Make<UConvaiCloneCharacter>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	Action->bWithKnowledgeBank = bWithKnowledgeBank;
	return Action;
}

uint64 UConvaiCloneCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_clone(ToUtf8(CharacterId), bWithKnowledgeBank, Options);
	});
}

UConvaiDeleteCharacter* UConvaiDeleteCharacter::DeleteCharacter(UObject* WorldContextObject, const FString& CharacterId, float TimeoutSeconds)
{
	UConvaiDeleteCharacter* Action = Make<UConvaiDeleteCharacter>(WorldContextObject, TimeoutSeconds);
	Action->CharacterId = CharacterId;
	return Action;
}

uint64 UConvaiDeleteCharacter::Begin(UConvaiSubsystem& Subsystem, convai_core::Call&& Call)
{
	return Subsystem.GetHub()->begin(MoveTemp(Call), [this](const convai::Client& Client, const convai::CallOptions& Options)
	{
		return Client.start_character_delete(ToUtf8(CharacterId), Options);
	});
}
