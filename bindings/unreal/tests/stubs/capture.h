// Stand-ins for the engine's AudioCaptureCore module and for its plugin AndroidPermission: see README.md.
#pragma once

#include "engine.h"

#include <mutex>
#include <thread>

namespace Audio
{
	struct FCaptureDeviceInfo
	{
		FString DeviceName;
		FString DeviceId;
		int32 InputChannels = 0;
		int32 PreferredSampleRate = 0;
	};
	struct FAudioCaptureDeviceParams
	{
		bool bUseHardwareAEC = false;
		int32 DeviceIndex = INDEX_NONE; // in the list of the devices; INDEX_NONE is that of the system
	};
	using FOnCaptureFunction = TFunction<void(const float* InAudio, int32 NumFrames, int32 NumChannels, int32 SampleRate, double StreamTime, bool bOverFlow)>;
	using FOnAudioCaptureFunction = TFunction<void(const void* InAudio, int32 NumFrames, int32 NumChannels, int32 SampleRate, double StreamTime, bool bOverFlow)>;

	// The system has one microphone for all streams. It is heard on a thread of its own, and not any more when StopStream has
	// returned.
	class FAudioCapture
	{
	public:
		FAudioCapture() = default;
		~FAudioCapture() { CloseStream(); }
		int32 GetCaptureDevicesAvailable(TArray<FCaptureDeviceInfo>& OutDevices)
		{
			for (const std::string& Name : StubDevices) OutDevices.Add({FString(StubWiden(Name.c_str()).c_str()), FString(), 1, 48000});
			return OutDevices.Num();
		}
#if UE_VERSION_OLDER_THAN(5, 3, 0)
		bool OpenCaptureStream(const FAudioCaptureDeviceParams& InParams, FOnCaptureFunction OnCapture, uint32)
		{
			return StubOpen(InParams, [OnCapture](const void* In, int32 Frames, int32 Channels, int32 Rate, double Time, bool bOver) { OnCapture(static_cast<const float*>(In), Frames, Channels, Rate, Time, bOver); });
		}
#else
		[[deprecated]] bool OpenCaptureStream(const FAudioCaptureDeviceParams& InParams, FOnCaptureFunction OnCapture, uint32 NumFramesDesired);
		bool OpenAudioCaptureStream(const FAudioCaptureDeviceParams& InParams, FOnAudioCaptureFunction OnCapture, uint32) { return StubOpen(InParams, OnCapture); }
#endif
		bool StartStream()
		{
			const std::lock_guard<std::mutex> Guard(StubLock);
			StubRunning = this;
			return static_cast<bool>(StubHeard);
		}
		bool StopStream()
		{
			const std::lock_guard<std::mutex> Guard(StubLock);
			if (StubRunning == this) StubRunning = nullptr;
			return true;
		}
		bool CloseStream()
		{
			StopStream();
			StubHeard = nullptr;
			return true;
		}

		// What the microphone hears, in chunks of 10 ms. Returns false if no stream runs.
		static bool StubHear(const std::vector<float>& Samples, int32 Channels, int32 SampleRate)
		{
			bool bHeard = false;
			std::thread([&]
			{
				const std::size_t Chunk = static_cast<std::size_t>(SampleRate / 100 * Channels);
				for (std::size_t At = 0; At + Chunk <= Samples.size(); At += Chunk)
				{
					const std::lock_guard<std::mutex> Guard(StubLock);
					if (!StubRunning) return;
					StubRunning->StubHeard(Samples.data() + At, SampleRate / 100, Channels, SampleRate, 0.0, false);
					bHeard = true;
				}
			}).join();
			return bHeard;
		}

		inline static std::vector<std::string> StubDevices{"Built-in", "Headset"}; // none: there is no microphone
		inline static int32 StubChosen = INDEX_NONE;
		inline static int32 StubOpened = 0; // how often

	private:
		bool StubOpen(const FAudioCaptureDeviceParams& Params, FOnAudioCaptureFunction OnCapture)
		{
			if (StubDevices.empty()) return false;
			StubChosen = Params.DeviceIndex;
			++StubOpened;
			StubHeard = OnCapture;
			return true;
		}

		FOnAudioCaptureFunction StubHeard;
		inline static FAudioCapture* StubRunning = nullptr;
		inline static std::mutex StubLock;
	};
}

// The player answers on another thread. A refusal is not remembered as one: the system says that there is no permission.
class FAndroidPermissionDynamicDelegate : public TBaseDynamicMulticastDelegate<void(const TArray<FString>&, const TArray<bool>&)> {};
class UAndroidPermissionCallbackProxy : public UObject
{
public:
	STUB_ENGINE_CLASS(UAndroidPermissionCallbackProxy, UObject, STUB_OPTIONAL)
	FAndroidPermissionDynamicDelegate OnPermissionsGrantedDynamicDelegate;
	static UAndroidPermissionCallbackProxy* GetInstance() { return GetMutableDefault<UAndroidPermissionCallbackProxy>(); }
	static void StubAnswer(bool bGranted);
};
class UAndroidPermissionFunctionLibrary : public UBlueprintFunctionLibrary
{
public:
	STUB_ENGINE_CLASS(UAndroidPermissionFunctionLibrary, UBlueprintFunctionLibrary, STUB_OPTIONAL)
	static bool CheckPermission(const FString& Permission) { return StubGranted; }
	static UAndroidPermissionCallbackProxy* AcquirePermissions(const TArray<FString>& Permissions)
	{
		StubAsked += Permissions.Num();
		return UAndroidPermissionCallbackProxy::GetInstance();
	}

	inline static bool StubGranted = true;
	inline static int32 StubAsked = 0;
};
inline void UAndroidPermissionCallbackProxy::StubAnswer(bool bGranted)
{
	UAndroidPermissionFunctionLibrary::StubGranted = bGranted;
	std::thread([bGranted] { GetInstance()->OnPermissionsGrantedDynamicDelegate.Broadcast({FString(TEXT("android.permission.RECORD_AUDIO"))}, {bGranted}); }).join();
}
