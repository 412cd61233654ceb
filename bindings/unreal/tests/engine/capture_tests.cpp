// Tests of the microphone component, on stand-ins of the engine's audio capture and of the permission of Android.
#include "game.h"

#include "AndroidPermissionFunctionLibrary.h"
#include "AudioCaptureCore.h"
#include "ConvaiNativeMicrophoneComponent.h"

namespace
{
	struct FListener
	{
		FTestGame Game;
		UConvaiNativeMicrophoneComponent* Microphone = nullptr;
		std::vector<std::string> Events;
		std::vector<float> Levels;
		int Responses = 0;

		explicit FListener(EConvaiNativeMicrophoneMode Mode = EConvaiNativeMicrophoneMode::PushToTalk)
		{
			Audio::FAudioCapture::StubDevices = {"Built-in", "Headset"};
			Audio::FAudioCapture::StubOpened = 0;
			UAndroidPermissionFunctionLibrary::StubGranted = true;
			UAndroidPermissionFunctionLibrary::StubAsked = 0;
			Game.Character->bVoice = false;
			Game.Character->OnResponse.StubHandlers.push_back([this](const FConvaiNativeResponse&, const FConvaiNativeError&) { ++Responses; });
			Microphone = NewObject<UConvaiNativeMicrophoneComponent>(Game.Actor);
			Microphone->RegisterComponent();
			Microphone->Mode = Mode;
			Microphone->OnListeningStarted.StubHandlers.push_back([this] { Events.push_back("listening"); });
			Microphone->OnListeningFailed.StubHandlers.push_back([this](const FConvaiNativeError& Error) { Events.push_back(FTCHARToUTF8(*Error.Message).Get()); });
			Microphone->OnInputLevel.StubHandlers.push_back([this](float Level) { Levels.push_back(Level); });
		}
		bool Hear(const std::vector<float>& Samples) { return Audio::FAudioCapture::StubHear(Samples, 1, 16000); }
		// The system opens the microphone, and its first chunk arrives.
		void Open()
		{
			Game.Frame();
			CHECK(Hear(std::vector<float>(160)));
			Game.Frame();
		}
		bool Speak()
		{
			return Hear(support::spoken()) && Hear(std::vector<float>(16000));
		}
	};
	const std::vector<std::string> Listening{"listening"};
}

TEST_CASE_FIXTURE(Test, "the player talks while a button is held")
{
	FListener Player;
	CHECK(!Player.Microphone->IsListening());
	Player.Microphone->StartTalking(); // opens the microphone
	Player.Open();
	CHECK(Player.Events == Listening);
	CHECK(Player.Microphone->IsTalking());
	CHECK(Player.Speak());
	Player.Game.Frames(3);
	CHECK(Player.Responses == 0);
	Player.Microphone->StopTalking();
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; }));
	CHECK(Player.Microphone->IsListening()); // for the moment before the next press
	Player.Microphone->StartTalking();
	CHECK(Player.Hear(std::vector<float>(8000, 0.5f)));
	Player.Game.Frame();
	CHECK(!Player.Levels.empty());
	CHECK(Player.Levels.back() > 0.4f);
	CHECK(std::fabs(Player.Microphone->GetInputLevel() - Player.Levels.back()) < 0.001f);
	Player.Microphone->StopTalking();
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 2; }));
	CHECK(Audio::FAudioCapture::StubOpened == 1);
	Player.Microphone->StopListening();
	CHECK(!Player.Hear(std::vector<float>(1600)));
	CHECK(Player.Microphone->GetInputLevel() == 0.0f);
	CHECK(!Player.Microphone->StubTicks);
}

TEST_CASE_FIXTURE(Test, "the first words are recorded in the format of the microphone, whatever it is")
{
	FListener Player;
	Player.Microphone->StartTalking();
	Player.Game.Frame();
	CHECK(Audio::FAudioCapture::StubHear(std::vector<float>(882), 2, 44100)); // one chunk
	Player.Game.Frame();
	CHECK(Player.Events == Listening);
	CHECK(Audio::FAudioCapture::StubHear(std::vector<float>(88200, 0.25f), 2, 44100));
	CHECK(std::fabs(Player.Game.Character->GetUtteranceSeconds() - 1.0f) < 0.02f);
	Player.Microphone->StopTalking();
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; }));
}

TEST_CASE_FIXTURE(Test, "the player is heard hands-free, from the beginning of the game on")
{
	FListener Player(EConvaiNativeMicrophoneMode::HandsFree);
	Player.Microphone->bListenOnBeginPlay = true;
	Player.Microphone->BeginPlay();
	Player.Open();
	CHECK(Player.Events == Listening);
	CHECK(Player.Speak());
	CHECK(Player.Game.RunUntil([&] { return Player.Responses == 1; }));
	Player.Microphone->StartTalking(); // has no effect in this mode
	CHECK(!Player.Microphone->IsTalking());
}

TEST_CASE_FIXTURE(Test, "the player is asked for permission, and heard after the answer")
{
	FListener Player;
	UAndroidPermissionFunctionLibrary::StubGranted = false;
	CHECK(Player.Microphone->GetPermission() == EConvaiNativeMicrophonePermission::NotAsked);
	Player.Microphone->StartTalking();
	Player.Game.Frames(5);
	CHECK(UAndroidPermissionFunctionLibrary::StubAsked == 1);
	CHECK(Player.Microphone->GetPermission() == EConvaiNativeMicrophonePermission::Asking);
	CHECK(Audio::FAudioCapture::StubOpened == 0);
	UAndroidPermissionCallbackProxy::StubAnswer(true);
	CHECK(Player.Events.empty()); // the system answers on another thread; events come in a frame
	Player.Open();
	CHECK(Player.Events == Listening);
	CHECK(Player.Microphone->IsTalking()); // the button is still held
	CHECK(Player.Microphone->GetPermission() == EConvaiNativeMicrophonePermission::Granted);
}

TEST_CASE_FIXTURE(Test, "a player who refuses is not recorded, and the game is told what to do")
{
	FListener Player;
	UAndroidPermissionFunctionLibrary::StubGranted = false;
	Player.Microphone->StartListening();
	UAndroidPermissionCallbackProxy::StubAnswer(false);
	Player.Game.Frame();
	CHECK(Player.Events.size() == 1u);
	CHECK_CONTAINS(Player.Events.front(), "android.permission.RECORD_AUDIO");
	CHECK(Player.Microphone->GetPermission() == EConvaiNativeMicrophonePermission::Denied);
	CHECK(Audio::FAudioCapture::StubOpened == 0);
	UAndroidPermissionFunctionLibrary::StubGranted = true; // in the settings of the device
	Player.Microphone->StartListening();
	Player.Open();
	CHECK(Player.Events.back() == "listening");
}

TEST_CASE_FIXTURE(Test, "the player may answer after the component has ended")
{
	FListener Player;
	UAndroidPermissionFunctionLibrary::StubGranted = false;
	Player.Microphone->StartListening();
	Player.Microphone->DestroyComponent();
	CHECK(UAndroidPermissionCallbackProxy::GetInstance()->OnPermissionsGrantedDynamicDelegate.StubBound.empty()); // it outlives all levels
	UAndroidPermissionCallbackProxy::StubAnswer(true);
	Player.Game.Frames(2);
	CHECK(Player.Events.empty());
	CHECK(Audio::FAudioCapture::StubOpened == 0);
}

TEST_CASE_FIXTURE(Test, "a microphone is chosen by its name, and an unknown name is that of the system")
{
	FListener Player;
	CHECK(Player.Microphone->GetDevices().Num() == 2);
	for (const auto& [Name, Index] : {std::pair<const TCHAR*, int>{TEXT("Headset"), 1}, {TEXT("Unplugged"), -1}, {TEXT(""), -1}})
	{
		Player.Microphone->DeviceName = FString(Name);
		Player.Microphone->StartListening();
		Player.Game.Frame();
		CHECK(Audio::FAudioCapture::StubChosen == Index);
		Player.Microphone->StopListening();
	}
}

TEST_CASE_FIXTURE(Test, "a microphone that is missing or falls silent is reported")
{
	FListener Player;
	Audio::FAudioCapture::StubDevices.clear();
	Player.Microphone->StartListening();
	Player.Game.Frame();
	CHECK(Player.Events.size() == 1u);
	CHECK_CONTAINS(Player.Events.back(), "cannot be opened");
	CHECK(!Player.Microphone->IsListening());
	Audio::FAudioCapture::StubDevices = {"Built-in"};
	Player.Microphone->StartListening();
	Player.Open();
	CHECK(Player.Events.back() == "listening");
	Player.Game.Frames(100);
	CHECK(Player.Microphone->IsListening());
	CHECK(Player.Hear(std::vector<float>(1600)));
	Player.Game.Frames(100);
	CHECK(Player.Microphone->IsListening());
	Player.Game.Frames(100); // more than three seconds without a chunk
	CHECK(!Player.Microphone->IsListening());
	CHECK_CONTAINS(Player.Events.back(), "delivers no sound");
}

TEST_CASE_FIXTURE(Test, "another character listens, and nobody is an error")
{
	FListener Player;
	AActor* Other = NewObject<AActor>(Player.Game.World);
	UConvaiNativeConversationComponent* Second = NewObject<UConvaiNativeConversationComponent>(Other);
	Second->RegisterComponent();
	Player.Microphone->StartListening();
	Player.Open();
	CHECK(Player.Microphone->GetConversation() == Player.Game.Character);
	Player.Microphone->SetConversation(Second);
	Player.Open();
	CHECK(Audio::FAudioCapture::StubOpened == 2);
	CHECK(Player.Hear(std::vector<float>(1600, 0.5f)));
	CHECK(Player.Game.Character->GetInputLevel() == 0.0f);
	Other->Destroy();
	Player.Game.Frame();
	CHECK(!Player.Microphone->IsListening());
	CHECK(!Player.Hear(std::vector<float>(1600)));
	UConvaiNativeMicrophoneComponent* Alone = NewObject<UConvaiNativeMicrophoneComponent>(NewObject<AActor>(Player.Game.World));
	std::string Problem;
	Alone->OnListeningFailed.StubHandlers.push_back([&](const FConvaiNativeError& Error) { Problem = FTCHARToUTF8(*Error.Message).Get(); });
	Alone->StartListening();
	CHECK_CONTAINS(Problem, "call Set Conversation");
}

TEST_CASE_FIXTURE(Test, "a dedicated server opens no microphone")
{
	FListener Player;
	Player.Game.World->StubNetMode = NM_DedicatedServer;
	Player.Microphone->StartListening();
	Player.Microphone->StartTalking();
	Player.Game.Frames(2);
	CHECK(Player.Events.empty());
	CHECK(Audio::FAudioCapture::StubOpened == 0);
}

TEST_CASE_FIXTURE(Test, "the microphone is closed when its actor is destroyed, also by a handler")
{
	FListener Player;
	Player.Microphone->OnInputLevel.StubHandlers.push_back([&](float) { Player.Game.Actor->Destroy(); });
	Player.Microphone->StartListening();
	Player.Open();
	Player.Game.Frames(3);
	CHECK(Player.Game.Actor->StubDestroyed);
	CHECK(!Audio::FAudioCapture::StubHear(std::vector<float>(1600), 1, 16000));
}
