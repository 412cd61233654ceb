// Tests of the demo character.
#include "game.h"

#include "AndroidPermissionFunctionLibrary.h"
#include "AudioCaptureCore.h"
#include "Components/InputComponent.h"
#include "Components/TextRenderComponent.h"
#include "ConvaiNativeDemoCharacter.h"
#include "ConvaiNativeMicrophoneComponent.h"
#include "GameFramework/PlayerController.h"

namespace
{
	struct FDemo
	{
		FTestGame Game;
		AConvaiNativeDemoCharacter* Demo = nullptr;

		explicit FDemo(const FString& CharacterId)
		{
			Audio::FAudioCapture::StubDevices = {"Built-in"};
			UAndroidPermissionFunctionLibrary::StubGranted = true;
			Game.World->StubPlayer = NewObject<APlayerController>(Game.World);
			Demo = NewObject<AConvaiNativeDemoCharacter>(Game.World);
			Demo->Conversation->CharacterId = CharacterId;
			Demo->Conversation->bVoice = false;
			for (UActorComponent* Each : {static_cast<UActorComponent*>(Demo->Conversation), static_cast<UActorComponent*>(Demo->Microphone)})
			{
				Each->RegisterComponent();
				Game.Actor->StubComponents.push_back(Each); // the frames of the game tick these
			}
			Demo->BeginPlay();
		}
		std::string Shown() const { return StubNarrow(*Demo->Caption->StubText.StubText); }
	};
}

TEST_CASE_FIXTURE(Test, "the demo character answers, and listens while its key is held")
{
	FDemo Demo(FString(TEXT("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001")));
	CHECK(Demo.Game.RunUntil([&] { return !Demo.Shown().empty(); }));
	const std::string Greeting = Demo.Shown();
	CHECK_CONTAINS(Greeting, "Hello, who are you?");
	const UInputComponent& Keys = *Demo.Demo->InputComponent;
	Keys.StubPress(IE_Pressed);
	Demo.Game.Frame();
	Audio::FAudioCapture::StubHear(std::vector<float>(160), 1, 16000);
	Demo.Game.Frame();
	CHECK(Audio::FAudioCapture::StubHear(support::spoken(), 1, 16000));
	Keys.StubPress(IE_Released);
	CHECK(Demo.Game.RunUntil([&] { return Demo.Shown() != Greeting; }));
}

TEST_CASE_FIXTURE(Test, "the demo character says what is missing")
{
	FDemo Demo{FString()};
	CHECK_CONTAINS(Demo.Shown(), "Choose a Character Id");
	Audio::FAudioCapture::StubDevices.clear();
	Demo.Demo->InputComponent->StubPress(IE_Pressed);
	Demo.Game.Frame();
	CHECK_CONTAINS(Demo.Shown(), "The microphone cannot be opened");
}
