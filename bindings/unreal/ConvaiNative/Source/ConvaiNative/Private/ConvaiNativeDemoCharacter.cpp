#include "ConvaiNativeDemoCharacter.h"

#include "Components/InputComponent.h"
#include "Components/TextRenderComponent.h"
#include "ConvaiNativeConversationComponent.h"
#include "ConvaiNativeMicrophoneComponent.h"
#include "Engine/World.h"
#include "GameFramework/PlayerController.h"

AConvaiNativeDemoCharacter::AConvaiNativeDemoCharacter()
{
	Caption = CreateDefaultSubobject<UTextRenderComponent>(TEXT("Caption"));
	Caption->SetHorizontalAlignment(EHTA_Center);
	SetRootComponent(Caption);
	Conversation = CreateDefaultSubobject<UConvaiNativeConversationComponent>(TEXT("Conversation"));
	Microphone = CreateDefaultSubobject<UConvaiNativeMicrophoneComponent>(TEXT("Microphone"));
}

void AConvaiNativeDemoCharacter::BeginPlay()
{
	Super::BeginPlay();
	Conversation->OnResponse.AddUniqueDynamic(this, &AConvaiNativeDemoCharacter::ShowResponse);
	Conversation->OnFailure.AddUniqueDynamic(this, &AConvaiNativeDemoCharacter::ShowResponse);
	Microphone->OnListeningFailed.AddUniqueDynamic(this, &AConvaiNativeDemoCharacter::ShowError);
	Microphone->SetConversation(Conversation);
	EnableInput(GetWorld()->GetFirstPlayerController()); // null on a dedicated server: no key is bound
	if (InputComponent)
	{
		InputComponent->BindKey(TalkKey, IE_Pressed, this, &AConvaiNativeDemoCharacter::StartTalking);
		InputComponent->BindKey(TalkKey, IE_Released, this, &AConvaiNativeDemoCharacter::StopTalking);
	}
	if (Conversation->CharacterId.IsEmpty())
	{
		Show(FString(TEXT("Choose a Character Id in the details of Conversation.")));
	}
	else if (!Opening.IsEmpty())
	{
		Conversation->Say(Opening);
	}
}

void AConvaiNativeDemoCharacter::StartTalking()
{
	Conversation->Interrupt();
	Microphone->StartTalking();
}

void AConvaiNativeDemoCharacter::StopTalking()
{
	Microphone->StopTalking();
}

void AConvaiNativeDemoCharacter::ShowResponse(const FConvaiNativeResponse& Response, const FConvaiNativeError& Error)
{
	if (Error.IsError())
	{
		ShowError(Error);
	}
	else if (!Response.bInterrupted)
	{
		Show(Response.UserQuery + TEXT("\n") + Response.Text);
	}
}

void AConvaiNativeDemoCharacter::ShowError(const FConvaiNativeError& Error)
{
	Show(Error.Message);
}

void AConvaiNativeDemoCharacter::Show(const FString& Text)
{
	Caption->SetText(FText::FromString(Text));
}
