// A microphone of the system, through the engine's audio capture.

#pragma once

#include "AudioCaptureCore.h"
#include "CoreMinimal.h"

/** A microphone of the system. Use it on the game thread. */
class FConvaiNativeCapture
{
public:
	/** Called on a thread of the system for each chunk, with interleaved channels. */
	using FHeard = TFunction<void(const float* Samples, int32 Count, int32 Channels, int32 SampleRate)>;

	FConvaiNativeCapture();
	~FConvaiNativeCapture();
	FConvaiNativeCapture(const FConvaiNativeCapture&) = delete;
	FConvaiNativeCapture& operator=(const FConvaiNativeCapture&) = delete;

	/** Opens a microphone and starts it. An empty or unknown name stands for the one that the system prefers. */
	bool Open(const FString& DeviceName, FHeard Heard);
	/** Stops it. Heard is not called any more when this returns. */
	void Close();

	/** The names of the microphones. */
	static TArray<FString> Devices();

private:
	TSharedPtr<Audio::FAudioCapture> Stream;
};
