// The permission of the player to use the microphone, where the system has one.

#pragma once

#include "CoreMinimal.h"
#include "ConvaiNativeMicrophoneComponent.h"

#include <atomic>

/** What the threads of the system report to a microphone component. */
struct FConvaiNativeMicrophoneSignals
{
	std::atomic<EConvaiNativeMicrophonePermission> Answer{EConvaiNativeMicrophonePermission::NotAsked};
	/** The format of the last chunk: the channels in the upper half, the sample rate in the lower. 0: there was none. */
	std::atomic<uint64> Format{0};
	/** How many chunks the microphone has delivered. */
	std::atomic<uint64> Chunks{0};
};

namespace ConvaiNativePermission
{
	/** What the system says: Granted, Denied or NotAsked. */
	EConvaiNativeMicrophonePermission Get();

	/**
	 * Asks the player. The system stores the answer in Signals, or calls OnPermissionAnswered of the component, on any thread. It
	 * does so at once if it does not ask a second time.
	 */
	void Ask(UConvaiNativeMicrophoneComponent& Component, const TSharedPtr<FConvaiNativeMicrophoneSignals>& Signals);

	/** The component ends. */
	void Forget(UConvaiNativeMicrophoneComponent& Component);

	/** What the player has to do after a refusal, in one sentence. */
	FString Advice();
}
