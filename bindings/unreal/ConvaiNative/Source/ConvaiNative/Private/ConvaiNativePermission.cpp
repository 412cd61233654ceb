#include "ConvaiNativePermission.h"

#if PLATFORM_ANDROID
#include "AndroidPermissionCallbackProxy.h"
#include "AndroidPermissionFunctionLibrary.h"

namespace
{
	const TCHAR* const RecordAudio = TEXT("android.permission.RECORD_AUDIO");
}

namespace ConvaiNativePermission
{
	// Android does not tell a refusal from a question that was never asked.
	EConvaiNativeMicrophonePermission Get()
	{
		return UAndroidPermissionFunctionLibrary::CheckPermission(RecordAudio) ? EConvaiNativeMicrophonePermission::Granted : EConvaiNativeMicrophonePermission::NotAsked;
	}

	// The dynamic delegate, because the type of the other one has changed between versions of the engine.
	void Ask(UConvaiNativeMicrophoneComponent& Component, const TSharedPtr<FConvaiNativeMicrophoneSignals>& Signals)
	{
		UAndroidPermissionCallbackProxy* Proxy = UAndroidPermissionFunctionLibrary::AcquirePermissions({FString(RecordAudio)});
		if (!Proxy)
		{
			Signals->Answer.store(EConvaiNativeMicrophonePermission::Denied);
			return;
		}
		Proxy->OnPermissionsGrantedDynamicDelegate.AddUniqueDynamic(&Component, &UConvaiNativeMicrophoneComponent::OnPermissionAnswered);
	}

	void Forget(UConvaiNativeMicrophoneComponent& Component)
	{
		if (UAndroidPermissionCallbackProxy* Proxy = UAndroidPermissionCallbackProxy::GetInstance())
		{
			Proxy->OnPermissionsGrantedDynamicDelegate.RemoveDynamic(&Component, &UConvaiNativeMicrophoneComponent::OnPermissionAnswered);
		}
	}

	FString Advice()
	{
		return FString(TEXT("Allow it in the settings of the device, below Apps > Permissions. If the system never asked, add android.permission.RECORD_AUDIO to the Extra Permissions of the Android project settings."));
	}
}

#elif PLATFORM_MAC || PLATFORM_IOS
#import <AVFoundation/AVFoundation.h>

namespace ConvaiNativePermission
{
	EConvaiNativeMicrophonePermission Get()
	{
		switch ([AVCaptureDevice authorizationStatusForMediaType:AVMediaTypeAudio])
		{
		case AVAuthorizationStatusAuthorized:
			return EConvaiNativeMicrophonePermission::Granted;
		case AVAuthorizationStatusNotDetermined:
			return EConvaiNativeMicrophonePermission::NotAsked;
		default:
			return EConvaiNativeMicrophonePermission::Denied;
		}
	}

	void Ask(UConvaiNativeMicrophoneComponent&, const TSharedPtr<FConvaiNativeMicrophoneSignals>& Signals)
	{
		const TSharedPtr<FConvaiNativeMicrophoneSignals> Shared = Signals;
		[AVCaptureDevice requestAccessForMediaType:AVMediaTypeAudio completionHandler:^(BOOL bGranted)
		{
			Shared->Answer.store(bGranted ? EConvaiNativeMicrophonePermission::Granted : EConvaiNativeMicrophonePermission::Denied);
		}];
	}

	void Forget(UConvaiNativeMicrophoneComponent&)
	{
	}

	FString Advice()
	{
		return FString(TEXT("Allow it in the settings of the system, below Privacy > Microphone. If the system never asked, add NSMicrophoneUsageDescription to the Additional Plist Data of the project settings."));
	}
}

#else

namespace ConvaiNativePermission
{
	EConvaiNativeMicrophonePermission Get()
	{
		return EConvaiNativeMicrophonePermission::Granted;
	}

	void Ask(UConvaiNativeMicrophoneComponent&, const TSharedPtr<FConvaiNativeMicrophoneSignals>& Signals)
	{
		Signals->Answer.store(EConvaiNativeMicrophonePermission::Granted);
	}

	void Forget(UConvaiNativeMicrophoneComponent&)
	{
	}

	FString Advice()
	{
		return FString(TEXT("Allow it in the privacy settings of the system."));
	}
}
#endif
