#include "ConvaiNativeMicrophoneComponent.h"

#include "ConvaiNativeCapture.h"
#include "ConvaiNativeConversationComponent.h"
#include "ConvaiNativeConvert.h"
#include "ConvaiNativePermission.h"
#include "Engine/World.h"
#include "GameFramework/Actor.h"
#include "HAL/PlatformTime.h"

namespace
{
	/** A microphone delivers a chunk every few hundredths of a second. One that does not for this long is gone. */
	constexpr double SilentSeconds = 3.0;

	FConvaiNativeError Problem(convai::Code Code, const FString& Message)
	{
		return ConvaiNativeConvert::ToError(convai_native::Failure::make(Code, ConvaiNativeConvert::ToUtf8(Message)));
	}
}

UConvaiNativeMicrophoneComponent::UConvaiNativeMicrophoneComponent()
	: Signals(MakeShared<FConvaiNativeMicrophoneSignals>())
{
	PrimaryComponentTick.bCanEverTick = true;
	PrimaryComponentTick.bTickEvenWhenPaused = true; // the answer of the player may come while the game is paused
	PrimaryComponentTick.bStartWithTickEnabled = false; // enabled while the player is asked or heard
}

void UConvaiNativeMicrophoneComponent::BeginPlay()
{
	Super::BeginPlay();
	if (bListenOnBeginPlay)
	{
		StartListening();
	}
}

void UConvaiNativeMicrophoneComponent::EndPlay(const EEndPlayReason::Type EndPlayReason)
{
	StopListening();
	ConvaiNativePermission::Forget(*this);
	Super::EndPlay(EndPlayReason);
}

void UConvaiNativeMicrophoneComponent::SetConversation(UConvaiNativeConversationComponent* NewConversation)
{
	const bool bAgain = NewConversation != Conversation && State != EState::Closed;
	if (bAgain)
	{
		StopListening();
	}
	Conversation = NewConversation;
	if (bAgain && NewConversation)
	{
		StartListening();
	}
}

UConvaiNativeConversationComponent* UConvaiNativeMicrophoneComponent::GetConversation() const
{
	return Conversation;
}

void UConvaiNativeMicrophoneComponent::StartListening()
{
	const UWorld* World = GetWorld();
	if (State != EState::Closed || !World || World->GetNetMode() == NM_DedicatedServer)
	{
		return;
	}
	if (!IsValid(Conversation) && GetOwner())
	{
		Conversation = GetOwner()->FindComponentByClass<UConvaiNativeConversationComponent>();
	}
	if (!IsValid(Conversation))
	{
		Fail(Problem(convai::Code::invalid_argument, FString(TEXT("Nobody listens to the microphone: call Set Conversation with the conversation component of a character first."))));
		return;
	}
	State = EState::Asking; // the next ticks look for the answer
	SetComponentTickEnabled(true);
	const EConvaiNativeMicrophonePermission Permission = ConvaiNativePermission::Get();
	Signals->Answer.store(Permission);
	if (Permission == EConvaiNativeMicrophonePermission::NotAsked)
	{
		Signals->Answer.store(EConvaiNativeMicrophonePermission::Asking);
		ConvaiNativePermission::Ask(*this, Signals);
	}
}

void UConvaiNativeMicrophoneComponent::OnPermissionAnswered(const TArray<FString>&, const TArray<bool>& Results)
{
	Signals->Answer.store(Results.Num() > 0 && Results[0] ? EConvaiNativeMicrophonePermission::Granted : EConvaiNativeMicrophonePermission::Denied);
}

FConvaiNativeError UConvaiNativeMicrophoneComponent::OpenDevice()
{
	if (Signals->Answer.load() == EConvaiNativeMicrophonePermission::Denied)
	{
		return Problem(convai::Code::unsupported, FString(TEXT("The player does not let the game use the microphone. ")) + ConvaiNativePermission::Advice());
	}
	// The callback refers to no object of the game: it may run until the microphone is closed.
	Signals->Format.store(0);
	const TSharedPtr<FConvaiNativeCapture> Opening = MakeShared<FConvaiNativeCapture>();
	const bool bOpen = Opening->Open(DeviceName, [Input = Conversation->GetMicrophoneInput(), Shared = Signals](const float* Samples, int32 Count, int32 Channels, int32 SampleRate)
	{
		Shared->Format.store(static_cast<uint64>(static_cast<uint32>(Channels)) << 32 | static_cast<uint32>(SampleRate));
		Shared->Chunks.fetch_add(1);
		Input.Push(Samples, Count, Channels, SampleRate);
	});
	if (!bOpen)
	{
		return Problem(convai::Code::unsupported, FString(TEXT("The microphone cannot be opened: connect one, close programs that use it alone, and check that the plugin Audio Capture supports this platform.")));
	}
	Capture = Opening;
	State = EState::Opening;
	ChunksSeen = Signals->Chunks.load();
	LastChunkSeconds = FPlatformTime::Seconds();
	return FConvaiNativeError();
}

// Only the first chunk tells the format for sure: some systems open a microphone in another one than they announce.
FConvaiNativeError UConvaiNativeMicrophoneComponent::Listen(uint64 Format)
{
	FConvaiNativeListenOptions Options = Listening;
	Options.Trigger = Mode == EConvaiNativeMicrophoneMode::HandsFree ? EConvaiNativeListening::Voice : EConvaiNativeListening::Button;
	Options.Channels = static_cast<int32>(Format >> 32);
	Options.SampleRate = static_cast<int32>(Format & 0xffffffff);
	const FConvaiNativeError Error = Conversation->StartListening(Options);
	if (Error.IsError())
	{
		return Error;
	}
	State = EState::Listening;
	if (bTalking)
	{
		(void)Conversation->StartRecording();
	}
	return FConvaiNativeError();
}

void UConvaiNativeMicrophoneComponent::StopListening()
{
	const bool bWasListening = State == EState::Listening;
	bTalking = false;
	State = EState::Closed;
	SetComponentTickEnabled(false);
	Capture.Reset();
	if (bWasListening && IsValid(Conversation))
	{
		Conversation->CancelUtterance();
	}
}

void UConvaiNativeMicrophoneComponent::Fail(const FConvaiNativeError& Error)
{
	StopListening();
	OnListeningFailed.Broadcast(Error); // last: a handler may end this component
}

bool UConvaiNativeMicrophoneComponent::HasFallenSilent()
{
	const uint64 Now = Signals->Chunks.load();
	if (Now != ChunksSeen)
	{
		ChunksSeen = Now;
		LastChunkSeconds = FPlatformTime::Seconds();
	}
	return FPlatformTime::Seconds() - LastChunkSeconds > SilentSeconds;
}

void UConvaiNativeMicrophoneComponent::TickComponent(float DeltaTime, ELevelTick TickType, FActorComponentTickFunction* ThisTickFunction)
{
	Super::TickComponent(DeltaTime, TickType, ThisTickFunction);
	if (State != EState::Closed)
	{
		Continue();
	}
}

// The events are last: a handler may end this component.
void UConvaiNativeMicrophoneComponent::Continue()
{
	if (!IsValid(Conversation))
	{
		StopListening();
		return;
	}
	const EState Before = State;
	const uint64 Format = Signals->Format.load();
	FConvaiNativeError Error;
	if (State == EState::Asking)
	{
		Error = Signals->Answer.load() != EConvaiNativeMicrophonePermission::Asking ? OpenDevice() : Error;
	}
	else if (HasFallenSilent())
	{
		Error = Problem(convai::Code::unsupported, FString(TEXT("The microphone delivers no sound: it was unplugged, or the system has taken it away. Connect it, and call Start Listening.")));
	}
	else if (State == EState::Opening && Format != 0)
	{
		Error = Listen(Format);
	}
	if (Error.IsError())
	{
		Fail(Error);
	}
	else if (State == EState::Listening && Before == EState::Opening)
	{
		OnListeningStarted.Broadcast();
	}
	else if (State == EState::Listening)
	{
		OnInputLevel.Broadcast(GetInputLevel());
	}
}

void UConvaiNativeMicrophoneComponent::StartTalking()
{
	if (Mode != EConvaiNativeMicrophoneMode::PushToTalk || bTalking)
	{
		return;
	}
	bTalking = true;
	if (IsListening() && IsValid(Conversation))
	{
		(void)Conversation->StartRecording();
	}
	StartListening(); // does nothing while the microphone is open
}

void UConvaiNativeMicrophoneComponent::StopTalking()
{
	const bool bRecorded = IsTalking();
	bTalking = false;
	if (bRecorded && IsValid(Conversation))
	{
		Conversation->FinishUtterance();
	}
}

bool UConvaiNativeMicrophoneComponent::IsListening() const
{
	return State == EState::Listening;
}

bool UConvaiNativeMicrophoneComponent::IsTalking() const
{
	return bTalking && IsListening();
}

float UConvaiNativeMicrophoneComponent::GetInputLevel() const
{
	return IsListening() && IsValid(Conversation) ? Conversation->GetInputLevel() : 0.0f;
}

EConvaiNativeMicrophonePermission UConvaiNativeMicrophoneComponent::GetPermission() const
{
	const EConvaiNativeMicrophonePermission Known = Signals->Answer.load();
	const bool bFinal = Known == EConvaiNativeMicrophonePermission::Asking || Known == EConvaiNativeMicrophonePermission::Denied;
	return bFinal ? Known : ConvaiNativePermission::Get();
}

TArray<FString> UConvaiNativeMicrophoneComponent::GetDevices()
{
	return FConvaiNativeCapture::Devices();
}
