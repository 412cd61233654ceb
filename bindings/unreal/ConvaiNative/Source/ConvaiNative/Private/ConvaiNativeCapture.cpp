#include "ConvaiNativeCapture.h"

#include "Misc/EngineVersionComparison.h"

namespace
{
	/** Enough for the preprocessing of each system, and short enough for a meter: 21 ms at 48 kHz. */
	constexpr uint32 FramesPerChunk = 1024;

	/** The place of a microphone in the list of the engine, which FAudioCaptureDeviceParams expects. INDEX_NONE for the default. */
	int32 IndexOf(Audio::FAudioCapture& Stream, const FString& DeviceName)
	{
		TArray<Audio::FCaptureDeviceInfo> Known;
		Stream.GetCaptureDevicesAvailable(Known);
		for (int32 Index = 0; Index < Known.Num(); ++Index)
		{
			if (Known[Index].DeviceName == DeviceName)
			{
				return Index;
			}
		}
		return INDEX_NONE;
	}

	bool OpenStream(Audio::FAudioCapture& Stream, const Audio::FAudioCaptureDeviceParams& Params, FConvaiNativeCapture::FHeard&& Heard)
	{
#if UE_VERSION_OLDER_THAN(5, 3, 0)
		return Stream.OpenCaptureStream(Params, [Heard = MoveTemp(Heard)](const float* Samples, int32 Frames, int32 Channels, int32 SampleRate, double, bool)
		{
			Heard(Samples, Frames * Channels, Channels, SampleRate);
		}, FramesPerChunk);
#else
		// The default encoding of the parameters is float.
		return Stream.OpenAudioCaptureStream(Params, [Heard = MoveTemp(Heard)](const void* Samples, int32 Frames, int32 Channels, int32 SampleRate, double, bool)
		{
			Heard(static_cast<const float*>(Samples), Frames * Channels, Channels, SampleRate);
		}, FramesPerChunk);
#endif
	}
}

FConvaiNativeCapture::FConvaiNativeCapture() = default;

FConvaiNativeCapture::~FConvaiNativeCapture()
{
	Close();
}

bool FConvaiNativeCapture::Open(const FString& DeviceName, FHeard Heard)
{
	Close();
	const TSharedPtr<Audio::FAudioCapture> Opening = MakeShared<Audio::FAudioCapture>();
	Audio::FAudioCaptureDeviceParams Params;
	Params.DeviceIndex = DeviceName.IsEmpty() ? INDEX_NONE : IndexOf(*Opening, DeviceName);
	if (!OpenStream(*Opening, Params, MoveTemp(Heard)))
	{
		return false;
	}
	if (!Opening->StartStream())
	{
		Opening->CloseStream();
		return false;
	}
	Stream = Opening;
	return true;
}

void FConvaiNativeCapture::Close()
{
	if (Stream.IsValid())
	{
		Stream->StopStream();
		Stream->CloseStream();
		Stream.Reset();
	}
}

TArray<FString> FConvaiNativeCapture::Devices()
{
	TArray<FString> Names;
	TArray<Audio::FCaptureDeviceInfo> Known;
	Audio::FAudioCapture().GetCaptureDevicesAvailable(Known);
	for (const Audio::FCaptureDeviceInfo& Each : Known)
	{
		Names.Add(Each.DeviceName);
	}
	return Names;
}
